package io.stagegate.rules.drools;

import io.stagegate.core.Action;
import io.stagegate.core.evidence.Deployment;
import io.stagegate.core.evidence.Fact;
import io.stagegate.core.evidence.Metric;
import io.stagegate.core.evidence.ModelVersion;
import io.stagegate.core.evidence.Promotion;
import io.stagegate.core.evidence.Requester;
import io.stagegate.core.evidence.Version;
import java.time.Instant;
import java.util.List;
import java.util.Set;

/** An ordinary promotion that nobody has asked for, for a decision that nobody hears of. */
final class Rehearsal {
    static final List<Fact> FACTS = List.of(
            new Promotion(Action.PROMOTE, "", "", "", "model", "model@alias", "production", Instant.EPOCH),
            new Requester("nobody", Set.of(), true),
            version(Version.CANDIDATE, "2"),
            version(Version.BASELINE, "1"),
            new Metric(Version.CANDIDATE, "accuracy", 0.9, ""),
            new Metric(Version.BASELINE, "accuracy", 0.9, ""),
            new Deployment(Version.CANDIDATE, "staging", "model@alias", true));

    private Rehearsal() {}

    private static ModelVersion version(Version of, String number) {
        return new ModelVersion(of, "model", number, "None", Set.of(), "", "", Instant.EPOCH);
    }
}
