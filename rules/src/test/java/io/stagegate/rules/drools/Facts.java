package io.stagegate.rules.drools;

import io.stagegate.core.Action;
import io.stagegate.core.evidence.Deployment;
import io.stagegate.core.evidence.Fact;
import io.stagegate.core.evidence.Metric;
import io.stagegate.core.evidence.ModelVersion;
import io.stagegate.core.evidence.Promotion;
import io.stagegate.core.evidence.Requester;
import io.stagegate.core.evidence.Restore;
import io.stagegate.core.evidence.Version;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;

/** Facts as the gateway would give them, changed one at a time. */
record Facts(List<Fact> facts) {
    private static final Instant NOW = Instant.parse("2026-11-24T10:00:00Z");

    /** A promotion to production that the baseline set permits. */
    static Facts good() {
        return new Facts(List.of(
                promotion(Action.PROMOTE, "production"),
                new Requester("ann", Set.of("ml-leads"), true),
                version(Version.CANDIDATE, "2", "run2"),
                version(Version.BASELINE, "1", "run1"),
                new Metric(Version.CANDIDATE, "accuracy", 0.93, "", Instant.EPOCH),
                new Metric(Version.BASELINE, "accuracy", 0.91, "", Instant.EPOCH),
                Deployment.undated(Version.CANDIDATE, "staging", "registry/fraud@challenger", true),
                Deployment.undated(Version.BASELINE, "production", "registry/fraud@champion", true)));
    }

    static Promotion promotion(Action action, String environment) {
        return new Promotion(
                action, "mlflow:set-alias", "registry", "", "fraud", "registry/fraud@champion", environment, NOW);
    }

    static Restore restore() {
        return new Restore("registry", "", "fraud", "registry/fraud@champion", "production", "s-1", false, NOW);
    }

    static ModelVersion version(Version of, String number, String run) {
        return version(of, number, run, "runs:/" + run + "/model");
    }

    static ModelVersion version(Version of, String number, String run, String source) {
        return new ModelVersion(of, "fraud", number, "None", Set.of(), run, source, NOW);
    }

    Facts with(Fact... more) {
        var out = new ArrayList<>(facts);
        out.addAll(List.of(more));
        return new Facts(out);
    }

    Facts without(Predicate<Fact> which) {
        return new Facts(facts.stream().filter(which.negate()).toList());
    }

    Facts without(Class<? extends Fact> type, Version of) {
        return without(f -> type.isInstance(f) && f.toString().contains("of=" + of));
    }

    Facts asking(Fact root) {
        return without(Promotion.class::isInstance).with(root);
    }
}
