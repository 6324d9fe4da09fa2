package io.stagegate.benchmarks.micro;

import io.stagegate.core.Action;
import io.stagegate.core.decision.Decision;
import io.stagegate.core.decision.Decision.Grounds;
import io.stagegate.core.decision.DecisionPoint;
import io.stagegate.core.decision.Effect;
import io.stagegate.core.decision.Finding;
import io.stagegate.core.decision.Requirement;
import io.stagegate.core.evidence.Deployment;
import io.stagegate.core.evidence.Fact;
import io.stagegate.core.evidence.Metric;
import io.stagegate.core.evidence.ModelVersion;
import io.stagegate.core.evidence.Param;
import io.stagegate.core.evidence.Promotion;
import io.stagegate.core.evidence.Tag;
import io.stagegate.core.evidence.Version;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The twenty rules of the ladder's policy set as plain Java: what the rules engine is measured beside. It decides the same,
 * with the same findings; it cannot be changed without a build, bounded, or explained by file and line.
 */
final class HandWritten implements DecisionPoint {
    private static final Set<String> HIGHER = Set.of("accuracy", "f1", "precision", "recall", "auc", "r2");
    private static final Set<String> LOWER = Set.of("loss", "log_loss", "rmse", "mse", "mae", "mape");
    private static final Set<String> MADE_BY = Set.of("algorithm", "model_type", "model_class", "framework");
    private static final Set<Action> TAKING_AWAY = Set.of(Action.DEMOTE, Action.DELETE, Action.RENAME);

    private final String digest;

    /** @param digest of the policy set that it is a copy of */
    HandWritten(String digest) {
        this.digest = digest;
    }

    @Override
    public String digest() {
        return digest;
    }

    @Override
    public Decision decide(List<Fact> facts) {
        var promotion = of(facts, Promotion.class).findFirst();
        var said = new Sayings();
        promotion.ifPresent(p -> everywhere(p, said));
        if (promotion.isPresent() && promotion.get().environment().equals("production")) {
            production(promotion.get().action(), facts, said);
        }
        if (!said.decided()) {
            said.byDefault();
        }
        var findings = said.findings().stream()
                .distinct()
                .sorted(Comparator.comparing((Finding f) -> f.rule().id()).thenComparing(Finding::message))
                .toList();
        return combined(new Grounds(findings, said.risk(), digest));
    }

    private static Decision combined(Grounds grounds) {
        if (grounds.findings().stream().anyMatch(f -> f.effect() instanceof Effect.Deny)) {
            return new Decision.Deny(grounds);
        }
        return grounds.findings().stream()
                .flatMap(f ->
                        f.effect() instanceof Effect.Hold(var requirement) ? Stream.of(requirement) : Stream.empty())
                .reduce(Requirement::and)
                .<Decision>map(requirement -> new Decision.Hold(grounds, requirement))
                .orElseGet(() -> new Decision.Permit(grounds));
    }

    private static <T> Stream<T> of(List<Fact> facts, Class<T> type) {
        return facts.stream().filter(type::isInstance).map(type::cast);
    }

    private static void everywhere(Promotion promotion, Sayings said) {
        if (promotion.environment().equals("staging") && promotion.action() != Action.TAG) {
            said.permit("OPEN-001", "staging is for trying things out");
        }
        if (promotion.action() == Action.TAG) {
            said.hold("TAG-001", "the tag is protected", "ml-leads");
        }
    }

    private static void production(Action action, List<Fact> facts, Sayings said) {
        if (action == Action.PROMOTE) {
            staged(facts, said);
            measured(facts, said);
            risky(facts, said);
        }
        if (TAKING_AWAY.contains(action)) {
            said.risk("RISK-005", 50, "consumers of this target would find nothing there");
        }
        if (action == Action.RESTORE) {
            said.risk("RISK-006", 30, "it goes back further than the latest change");
        }
        approval(said);
    }

    private static void approval(Sayings said) {
        var risk = said.risk();
        if (risk < 20) {
            said.permit("APPR-001", "the risk is low");
        } else if (risk < 50) {
            said.hold("APPR-002", "risk " + risk + ": a lead has to approve", "ml-leads");
        } else {
            said.hold("APPR-003", "risk " + risk + ": a lead and somebody of risk have to approve", "ml-leads", "risk");
        }
    }

    private static void staged(List<Fact> facts, Sayings said) {
        if (of(facts, Deployment.class)
                .noneMatch(d -> d.of() == Version.CANDIDATE && d.environment().equals("staging"))) {
            said.deny("STAGE-001", "this version has never been in staging", "try it there first");
        }
    }

    private static List<Metric> metrics(List<Fact> facts, Version of) {
        return of(facts, Metric.class).filter(m -> m.of() == of).toList();
    }

    private static void measured(List<Fact> facts, Sayings said) {
        var candidate = metrics(facts, Version.CANDIDATE);
        var baseline = metrics(facts, Version.BASELINE);
        if (candidate.isEmpty()) {
            said.deny("EVAL-001", "no metric is logged for this version", "log its evaluation");
        }
        for (var fresh : candidate) {
            if (Double.isNaN(fresh.value())) {
                said.deny("EVAL-004", fresh.name() + " is not a number", "evaluate the model again");
            }
            for (var live : baseline) {
                if (live.name().equals(fresh.name())) {
                    compared(fresh, live, said);
                }
            }
        }
        for (var live : baseline) {
            if (candidate.stream().noneMatch(m -> m.name().equals(live.name()))) {
                said.warn("EVAL-005", live.name() + " is known of what serves only");
            }
        }
    }

    private static void compared(Metric fresh, Metric live, Sayings said) {
        var name = fresh.name();
        if (live.dataset().equals(fresh.dataset())) {
            if (HIGHER.contains(name) && live.value() > fresh.value() + 0.01) {
                said.deny("EVAL-002", name + " " + fresh.value() + " is below the serving " + live.value(), "retrain");
            }
            if (LOWER.contains(name) && live.value() * 1.05 < fresh.value()) {
                said.deny("EVAL-003", name + " " + fresh.value() + " is above the serving " + live.value(), "retrain");
            }
            if (name.equals("accuracy") && live.value() + 0.2 < fresh.value()) {
                said.risk("RISK-009", 15, "accuracy leaps from " + live.value() + " to " + fresh.value());
            }
        }
        if (name.equals("latency_ms") && live.value() * 1.2 < fresh.value()) {
            said.risk("RISK-008", 20, "latency rises from " + live.value() + " to " + fresh.value());
        }
    }

    private static void risky(List<Fact> facts, Sayings said) {
        var versions = of(facts, ModelVersion.class).toList();
        if (versions.stream().noneMatch(v -> v.of() == Version.BASELINE)) {
            said.risk("RISK-001", 30, "nothing serves yet that it could be compared with");
        } else if (metrics(facts, Version.CANDIDATE).stream()
                .noneMatch(c -> metrics(facts, Version.BASELINE).stream()
                        .anyMatch(b -> b.name().equals(c.name())))) {
            said.risk("RISK-002", 30, "no metric is known of both versions");
        }
        if (versions.stream()
                .anyMatch(v -> v.of() == Version.CANDIDATE && v.runId().isEmpty())) {
            said.risk("RISK-003", 25, "no run is known that made this version");
        }
        if (of(facts, Tag.class)
                .anyMatch(t -> t.of() == Version.CANDIDATE
                        && t.name().equals("experimental")
                        && t.value().equals("true"))) {
            said.risk("RISK-007", 20, "the version is tagged as experimental");
        }
        algorithm(of(facts, Param.class).toList(), said);
    }

    private static void algorithm(List<Param> params, Sayings said) {
        for (var fresh : params) {
            if (fresh.of() == Version.CANDIDATE && MADE_BY.contains(fresh.name())) {
                params.stream()
                        .filter(live -> live.of() == Version.BASELINE
                                && live.name().equals(fresh.name())
                                && !live.value().equals(fresh.value()))
                        .forEach(live -> said.risk(
                                "RISK-004",
                                20,
                                fresh.name() + " changes from " + live.value() + " to " + fresh.value()));
            }
        }
    }
}
