package io.stagegate.rules.drools;

import io.stagegate.core.Action;
import io.stagegate.core.evidence.Alert;
import io.stagegate.core.evidence.Artifacts;
import io.stagegate.core.evidence.Deployment;
import io.stagegate.core.evidence.Drift;
import io.stagegate.core.evidence.Fact;
import io.stagegate.core.evidence.Metric;
import io.stagegate.core.evidence.ModelVersion;
import io.stagegate.core.evidence.NoWayBack;
import io.stagegate.core.evidence.Param;
import io.stagegate.core.evidence.Promotion;
import io.stagegate.core.evidence.Requester;
import io.stagegate.core.evidence.Restore;
import io.stagegate.core.evidence.Rollback;
import io.stagegate.core.evidence.Signal;
import io.stagegate.core.evidence.Tag;
import io.stagegate.core.evidence.Version;
import io.stagegate.core.evidence.Waiver;
import io.stagegate.core.evidence.Watch;
import io.stagegate.core.watch.Reading.State;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** Facts that a set decides on once before it is asked, one of each kind, about nothing: so that nobody's decision waits for networks of rules to be built. */
final class WarmUp {
    private static final String NONE = "";

    /** With more environments than that the first decision of some builds the network of its rules. */
    private static final int ENVIRONMENTS = 8;

    private static final List<Fact> EVIDENCE = List.of(
            new Requester(NONE, Set.of(), true),
            version(Version.CANDIDATE),
            version(Version.BASELINE),
            new Metric(Version.CANDIDATE, "accuracy", 1, NONE, Instant.EPOCH),
            new Metric(Version.BASELINE, "accuracy", 1, NONE, Instant.EPOCH),
            new Param(Version.CANDIDATE, NONE, NONE),
            new Tag(Version.CANDIDATE, Tag.On.VERSION, NONE, NONE),
            Deployment.undated(Version.CANDIDATE, "staging", NONE, true),
            new Rollback(NONE, "production", NONE, Instant.EPOCH),
            new Artifacts(Version.BASELINE, NONE, 0, 0),
            new NoWayBack(NONE),
            new Alert(NONE, NONE, NONE, Instant.EPOCH, NONE),
            new Signal(NONE, State.READ, 1, 1, 1, Duration.ZERO, NONE, NONE, 0, List.of(1.0)),
            new Waiver(NONE, NONE, NONE, NONE, Instant.EPOCH));

    private WarmUp() {}

    /**
     * What is asked in advance: each action, a look and a drift in each environment, and a restore.
     *
     * @param environments those that rules name
     */
    static List<List<Fact>> facts(Collection<String> environments) {
        var named = Stream.concat(environments.stream().sorted().limit(ENVIRONMENTS), Stream.of(NONE))
                .toList();
        var promotions = named.stream()
                .flatMap(environment -> Arrays.stream(Action.values())
                        .<Fact>map(action ->
                                new Promotion(action, NONE, NONE, NONE, NONE, NONE, environment, Instant.EPOCH)));
        var looks = named.stream().map(WarmUp::look);
        var drifts = named.stream()
                .<Fact>map(environment -> new Drift(NONE, NONE, NONE, NONE, environment, NONE, NONE, Instant.EPOCH));
        var restore = new Restore(NONE, NONE, NONE, NONE, "production", NONE, false, Instant.EPOCH);
        return Stream.of(promotions, looks, drifts, Stream.of(restore))
                .flatMap(roots -> roots)
                .map(root -> Stream.concat(Stream.of(root), EVIDENCE.stream()).toList())
                .toList();
    }

    private static Fact look(String environment) {
        return new Watch(
                NONE, NONE, NONE, NONE, environment, NONE, NONE, Duration.ZERO, 1, false, true, 1, NONE, Instant.EPOCH);
    }

    private static ModelVersion version(Version of) {
        return new ModelVersion(of, NONE, NONE, NONE, Set.of(), NONE, NONE, Instant.EPOCH);
    }
}
