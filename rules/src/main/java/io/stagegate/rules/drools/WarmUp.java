package io.stagegate.rules.drools;

import io.stagegate.core.Action;
import io.stagegate.core.evidence.Deployment;
import io.stagegate.core.evidence.Fact;
import io.stagegate.core.evidence.Metric;
import io.stagegate.core.evidence.ModelVersion;
import io.stagegate.core.evidence.Param;
import io.stagegate.core.evidence.Promotion;
import io.stagegate.core.evidence.Requester;
import io.stagegate.core.evidence.Restore;
import io.stagegate.core.evidence.Rollback;
import io.stagegate.core.evidence.Tag;
import io.stagegate.core.evidence.Version;
import io.stagegate.core.evidence.Waiver;
import java.time.Instant;
import java.util.List;
import java.util.Set;

/** Facts that a set decides on once before it is asked: one of each kind, about nothing. */
final class WarmUp {
    private static final String NONE = "";

    static final List<List<Fact>> FACTS = List.of(
            List.of(
                    new Promotion(Action.PROMOTE, NONE, NONE, NONE, NONE, NONE, "production", Instant.EPOCH),
                    new Requester(NONE, Set.of(), true),
                    version(Version.CANDIDATE),
                    version(Version.BASELINE),
                    new Metric(Version.CANDIDATE, "accuracy", 1, NONE, Instant.EPOCH),
                    new Metric(Version.BASELINE, "accuracy", 1, NONE, Instant.EPOCH),
                    new Param(Version.CANDIDATE, NONE, NONE),
                    new Tag(Version.CANDIDATE, Tag.On.VERSION, NONE, NONE),
                    Deployment.undated(Version.CANDIDATE, "staging", NONE, true),
                    new Rollback(NONE, "production", NONE, Instant.EPOCH),
                    new Waiver(NONE, NONE, NONE, NONE, Instant.EPOCH)),
            List.of(
                    new Restore(NONE, NONE, NONE, NONE, "production", NONE, false, Instant.EPOCH),
                    new Requester(NONE, Set.of(), true)));

    private WarmUp() {}

    private static ModelVersion version(Version of) {
        return new ModelVersion(of, NONE, NONE, NONE, Set.of(), NONE, NONE, Instant.EPOCH);
    }
}
