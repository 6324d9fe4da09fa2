package io.stagegate.benchmarks.micro;

import static org.assertj.core.api.Assertions.assertThat;

import io.stagegate.core.Action;
import io.stagegate.core.decision.Decision;
import io.stagegate.core.decision.Finding;
import io.stagegate.core.evidence.Deployment;
import io.stagegate.core.evidence.Fact;
import io.stagegate.core.evidence.Metric;
import io.stagegate.core.evidence.ModelVersion;
import io.stagegate.core.evidence.Param;
import io.stagegate.core.evidence.Promotion;
import io.stagegate.core.evidence.Tag;
import io.stagegate.core.evidence.Version;
import io.stagegate.rules.PolicyException;
import io.stagegate.rules.PolicySource;
import io.stagegate.rules.drools.CompiledPolicy;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What the rules engine is measured beside decides the same as it does, rule by rule. */
class HandWrittenTest {

    @Test
    void decides_what_the_rules_decide_and_says_the_same() throws PolicyException {
        try (var rules = CompiledPolicy.compile(PolicySource.read(DecideBenchmark.policy()))) {
            var baseline = new HandWritten(rules.digest());
            Set<String> spoke = new HashSet<>();
            // The first decision of a process loads the rules' classes, for which its time limit may be too short.
            rules.decide(Sample.facts());

            for (var facts : situations()) {
                var decision = rules.decide(facts);
                decision.grounds().findings().forEach(f -> spoke.add(f.rule().id()));
                assertThat(plain(baseline.decide(facts))).as("%s", facts).isEqualTo(plain(decision));
            }

            spoke.remove("DEFAULT");
            assertThat(rules.rules()).isEqualTo(20);
            assertThat(spoke).as("every rule has spoken").hasSize(rules.rules());
        }
    }

    /** All but where a rule stands, which plain Java cannot say. */
    private static List<Object> plain(Decision decision) {
        var findings = decision.grounds().findings().stream()
                .<Object>map(HandWrittenTest::plain)
                .toList();
        return List.of(
                decision.word(),
                decision.grounds().risk(),
                findings,
                decision instanceof Decision.Hold(var _, var requirement) ? requirement : "");
    }

    private static List<Object> plain(Finding finding) {
        return List.of(finding.rule().id(), finding.effect(), finding.message(), finding.remedy());
    }

    private static Stream<Param> algorithms(String candidate, String baseline) {
        return Stream.of(
                new Param(Version.CANDIDATE, "algorithm", candidate),
                new Param(Version.BASELINE, "algorithm", baseline));
    }

    private static Metric metric(Version of, String name, double value) {
        return new Metric(of, name, value, "", Instant.EPOCH);
    }

    private static List<List<Fact>> situations() {
        var experimental = new Tag(Version.CANDIDATE, Tag.On.VERSION, "experimental", "true");
        return List.of(
                Sample.facts(),
                asked(Action.PROMOTE, "staging"),
                asked(Action.TAG, "production"),
                asked(Action.TAG, ""),
                asked(Action.DELETE, "production"),
                asked(Action.RESTORE, "production"),
                asked(Action.PROMOTE, "elsewhere"),
                without(Deployment.class::isInstance),
                without(Metric.class::isInstance),
                without(f -> f instanceof Metric m && m.of() == Version.CANDIDATE),
                without(f -> f instanceof Metric m && m.of() == Version.BASELINE),
                without(f -> f instanceof ModelVersion v && v.of() == Version.BASELINE),
                with(algorithms("a", "b")),
                with(Stream.concat(algorithms("a", "b"), Stream.of(experimental))),
                with(Stream.concat(Stream.of(experimental), latency(90, 60).stream())),
                with(
                        Stream.concat(
                                algorithms("a", "b"), latency(90, 60).stream().map(f -> f)),
                        experimental),
                with(latency(60, 60).stream()),
                with(Stream.of(metric(Version.CANDIDATE, "rmse", 2), metric(Version.BASELINE, "rmse", 1))),
                with(Stream.of(metric(Version.CANDIDATE, "f1", 0.2), metric(Version.BASELINE, "f1", 0.9))),
                with(Stream.of(metric(Version.CANDIDATE, "f1", Double.NaN))),
                with(Stream.of(metric(Version.BASELINE, "recall", 0.5))),
                with(Stream.of(metric(Version.CANDIDATE, "accuracy", 0.99), metric(Version.BASELINE, "accuracy", 0.5))),
                replaced(
                        f -> f instanceof ModelVersion v && v.of() == Version.CANDIDATE,
                        Sample.version(Version.CANDIDATE, "2", "")));
    }

    private static List<Metric> latency(double candidate, double baseline) {
        return List.of(
                metric(Version.CANDIDATE, "latency_ms", candidate), metric(Version.BASELINE, "latency_ms", baseline));
    }

    private static List<Fact> asked(Action action, String environment) {
        return replaced(Promotion.class::isInstance, Sample.promotion(action, environment));
    }

    private static List<Fact> without(Predicate<Fact> which) {
        return Sample.facts().stream().filter(which.negate()).toList();
    }

    private static List<Fact> with(Stream<? extends Fact> more, Fact... others) {
        var out = new ArrayList<Fact>(Sample.facts());
        more.forEach(out::add);
        out.addAll(List.of(others));
        return out;
    }

    private static List<Fact> replaced(Predicate<Fact> which, Fact by) {
        var out = new ArrayList<>(without(which));
        out.add(by);
        return out;
    }
}
