package io.stagegate.benchmarks.micro;

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

/** The eight facts of an ordinary promotion to production, which the ladder's policy set permits. */
public final class Sample {
    private static final Instant NOW = Instant.parse("2026-11-24T10:00:00Z");

    private Sample() {}

    /** Their facts. */
    public static List<Fact> facts() {
        return List.of(
                promotion(Action.PROMOTE, "production"),
                new Requester("mia", Set.of("data-science"), true),
                version(Version.CANDIDATE, "2", "run2"),
                version(Version.BASELINE, "1", "run1"),
                new Metric(Version.CANDIDATE, "accuracy", 0.93, "", Instant.EPOCH),
                new Metric(Version.BASELINE, "accuracy", 0.91, "", Instant.EPOCH),
                Deployment.undated(Version.CANDIDATE, "staging", "registry/fraud@challenger", true),
                Deployment.undated(Version.BASELINE, "production", "registry/fraud@champion", true));
    }

    static Promotion promotion(Action action, String environment) {
        return new Promotion(
                action, "mlflow:set-alias", "registry", "", "fraud", "registry/fraud@champion", environment, NOW);
    }

    static ModelVersion version(Version of, String number, String run) {
        return new ModelVersion(of, "fraud", number, "None", Set.of(), run, "runs:/" + run + "/model", NOW);
    }
}
