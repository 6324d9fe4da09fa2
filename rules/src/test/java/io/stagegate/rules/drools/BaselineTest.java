package io.stagegate.rules.drools;

import static org.assertj.core.api.Assertions.assertThat;

import io.stagegate.core.Action;
import io.stagegate.core.decision.Decision;
import io.stagegate.core.evidence.Deployment;
import io.stagegate.core.evidence.Metric;
import io.stagegate.core.evidence.ModelVersion;
import io.stagegate.core.evidence.Param;
import io.stagegate.core.evidence.Requester;
import io.stagegate.core.evidence.Unavailable;
import io.stagegate.core.evidence.Version;
import io.stagegate.rules.PolicySource;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class BaselineTest {
    private CompiledPolicy policy;

    @BeforeAll
    void compile() throws Exception {
        policy = CompiledPolicy.compile(PolicySource.read(Path.of("policies/baseline")));
    }

    @AfterAll
    void close() {
        policy.close();
    }

    @SuppressWarnings("checkstyle:MethodLength") // a table
    static Stream<Arguments> cases() {
        var good = Facts.good();
        var candidate = new Metric(Version.CANDIDATE, "accuracy", 0.93, "", Instant.EPOCH);
        return Stream.of(
                Arguments.of("a good candidate needs nobody", good, "permit", "APPR-001"),
                Arguments.of(
                        "never in staging", good.without(Deployment.class, Version.CANDIDATE), "deny", "STAGE-001"),
                Arguments.of("no evaluation", good.without(Metric.class, Version.CANDIDATE), "deny", "EVAL-001"),
                Arguments.of(
                        "accuracy falls behind",
                        good.without(candidate::equals)
                                .with(new Metric(Version.CANDIDATE, "accuracy", 0.89, "", Instant.EPOCH)),
                        "deny",
                        "EVAL-002"),
                Arguments.of(
                        "accuracy a little lower is within the margin",
                        good.without(candidate::equals)
                                .with(new Metric(Version.CANDIDATE, "accuracy", 0.905, "", Instant.EPOCH)),
                        "permit",
                        "APPR-001"),
                Arguments.of(
                        "a figure on another data set is not compared, and missed",
                        good.with(
                                new Metric(Version.CANDIDATE, "f1", 0.5, "holdout", Instant.EPOCH),
                                new Metric(Version.BASELINE, "f1", 0.9, "train", Instant.EPOCH)),
                        "hold 1 of ml-leads",
                        "RISK-008"),
                Arguments.of(
                        "a figure of mlflow.evaluate falls behind",
                        good.with(
                                new Metric(Version.CANDIDATE, "accuracy_score", 0.10, "", Instant.EPOCH),
                                new Metric(Version.BASELINE, "accuracy_score", 0.95, "", Instant.EPOCH)),
                        "deny",
                        "EVAL-002"),
                Arguments.of(
                        "a figure of an evaluation named by its data falls behind",
                        good.with(
                                new Metric(Version.CANDIDATE, "val_f1_score", 0.5, "", Instant.EPOCH),
                                new Metric(Version.BASELINE, "val_f1_score", 0.9, "", Instant.EPOCH)),
                        "deny",
                        "EVAL-002"),
                Arguments.of(
                        "an error rises by its long name",
                        good.with(
                                new Metric(Version.CANDIDATE, "test_mean_squared_error", 2, "", Instant.EPOCH),
                                new Metric(Version.BASELINE, "test_mean_squared_error", 1, "", Instant.EPOCH)),
                        "deny",
                        "EVAL-003"),
                Arguments.of(
                        "a common figure that says nothing of quality compares nothing",
                        good.without(Metric.class, Version.CANDIDATE)
                                .without(Metric.class, Version.BASELINE)
                                .with(
                                        new Metric(Version.CANDIDATE, "train_time", 3, "", Instant.EPOCH),
                                        new Metric(Version.BASELINE, "train_time", 3, "", Instant.EPOCH)),
                        "hold 1 of ml-leads",
                        "RISK-002"),
                Arguments.of(
                        "what serves was judged by a figure that the candidate lacks",
                        good.with(new Metric(Version.BASELINE, "recall", 0.8, "", Instant.EPOCH)),
                        "hold 1 of ml-leads",
                        "RISK-008"),
                Arguments.of(
                        "artifacts that lie elsewhere than the run",
                        good.without(ModelVersion.class, Version.CANDIDATE)
                                .with(Facts.version(Version.CANDIDATE, "2", "run2", "s3://elsewhere/model")),
                        "hold 1 of ml-leads",
                        "RISK-009"),
                Arguments.of(
                        "artifacts of a logged model lie with it",
                        good.without(ModelVersion.class, Version.CANDIDATE)
                                .with(Facts.version(Version.CANDIDATE, "2", "run2", "models:/m-12ab")),
                        "permit",
                        "APPR-001"),
                Arguments.of(
                        "a version that serves as soon as it is registered needs a lead",
                        good.without(ModelVersion.class, Version.CANDIDATE)
                                .without(Deployment.class, Version.CANDIDATE)
                                .with(Facts.version(Version.CANDIDATE, "", "run2")),
                        "hold 1 of ml-leads",
                        "RISK-010"),
                Arguments.of(
                        "loss rises",
                        good.with(
                                new Metric(Version.CANDIDATE, "rmse", 1.2, "", Instant.EPOCH),
                                new Metric(Version.BASELINE, "rmse", 1.0, "", Instant.EPOCH)),
                        "deny",
                        "EVAL-003"),
                Arguments.of(
                        "loss rises a little",
                        good.with(
                                new Metric(Version.CANDIDATE, "rmse", 1.04, "", Instant.EPOCH),
                                new Metric(Version.BASELINE, "rmse", 1.0, "", Instant.EPOCH)),
                        "permit",
                        "APPR-001"),
                Arguments.of(
                        "a metric is NaN",
                        good.with(new Metric(Version.CANDIDATE, "f1", Double.NaN, "", Instant.EPOCH)),
                        "deny",
                        "EVAL-004"),
                Arguments.of(
                        "the first to serve needs a lead",
                        good.without(ModelVersion.class, Version.BASELINE).without(Metric.class, Version.BASELINE),
                        "hold 1 of ml-leads",
                        "APPR-002"),
                Arguments.of(
                        "nothing to compare needs a lead",
                        good.without(Metric.class, Version.BASELINE),
                        "hold 1 of ml-leads",
                        "RISK-002"),
                Arguments.of(
                        "an anonymous request needs a lead",
                        good.without(Requester.class::isInstance).with(new Requester("anonymous", Set.of(), false)),
                        "hold 1 of ml-leads",
                        "RISK-003"),
                Arguments.of(
                        "no run is known",
                        good.without(ModelVersion.class, Version.CANDIDATE)
                                .with(Facts.version(Version.CANDIDATE, "2", "")),
                        "hold 1 of ml-leads",
                        "RISK-004"),
                Arguments.of(
                        "another algorithm needs a lead",
                        good.with(
                                new Param(Version.CANDIDATE, "algorithm", "xgboost"),
                                new Param(Version.BASELINE, "algorithm", "logistic")),
                        "hold 1 of ml-leads",
                        "RISK-005"),
                Arguments.of(
                        "the same algorithm needs nobody",
                        good.with(
                                new Param(Version.CANDIDATE, "algorithm", "xgboost"),
                                new Param(Version.BASELINE, "algorithm", "xgboost")),
                        "permit",
                        "APPR-001"),
                Arguments.of(
                        "deleting what serves needs two of different groups",
                        good.asking(Facts.promotion(Action.DELETE, "production")),
                        "hold 1 of ml-leads and 1 of risk",
                        "RISK-006"),
                Arguments.of(
                        "going back further needs a lead",
                        good.asking(Facts.promotion(Action.RESTORE, "production")),
                        "hold 1 of ml-leads",
                        "RISK-007"),
                Arguments.of(
                        "staging is open",
                        good.asking(Facts.promotion(Action.PROMOTE, "staging")),
                        "permit",
                        "OPEN-001"),
                Arguments.of(
                        "an environment that no rule speaks of is shut",
                        good.asking(Facts.promotion(Action.PROMOTE, "canary")),
                        "deny",
                        "DEFAULT"),
                Arguments.of(
                        "a protected tag needs a lead",
                        good.asking(Facts.promotion(Action.TAG, "")),
                        "hold 1 of ml-leads",
                        "TAG-001"),
                Arguments.of(
                        "metrics that cannot be read permit nothing",
                        good.with(new Unavailable("Metric", Version.CANDIDATE, "the upstream answered 500")),
                        "indeterminate",
                        ""),
                Arguments.of(
                        "a restore needs none of it",
                        good.without(Metric.class, Version.CANDIDATE)
                                .without(Deployment.class, Version.CANDIDATE)
                                .with(new Unavailable("Metric", Version.CANDIDATE, "the upstream answered 500"))
                                .asking(Facts.restore()),
                        "permit",
                        "DEFAULT"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("cases")
    void the_baseline_set_decides(String name, Facts facts, String decision, String rule) {
        var decided = policy.decide(facts.facts());

        assertThat(word(decided)).as(decided.toString()).isEqualTo(decision);
        if (!rule.isEmpty()) {
            assertThat(decided.grounds().findings())
                    .extracting(f -> f.rule().id())
                    .contains(rule);
        }
    }

    private static String word(Decision decision) {
        return decision instanceof Decision.Hold(var _, var requirement) ? "hold " + requirement : decision.word();
    }
}
