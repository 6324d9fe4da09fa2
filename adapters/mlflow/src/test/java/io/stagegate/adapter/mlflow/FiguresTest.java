package io.stagegate.adapter.mlflow;

import static org.assertj.core.api.Assertions.assertThat;

import io.stagegate.core.evidence.Metric;
import io.stagegate.core.evidence.Version;
import io.stagegate.core.json.JsonValue;
import io.stagegate.core.json.JsonValue.JsonObject;
import java.time.Instant;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** When a metric was logged, as MLflow tells it of runs and of logged models. */
class FiguresTest {
    private static final JsonValue MILLIS = JsonValue.of(1_769_126_400_123L);
    private static final Instant TIME = Instant.ofEpochMilli(1_769_126_400_123L);

    @Test
    void a_metric_of_a_run_says_when_it_was_logged() {
        assertThat(ofRun(metric(0.9, 0, MILLIS))).isEqualTo(new Metric(Version.CANDIDATE, "f1", 0.9, "", TIME));
    }

    @Test
    void a_metric_of_a_logged_model_says_when_it_was_logged() {
        var figures = new Figures(Version.BASELINE);

        figures.addModel(data(metric(0.9, 0, MILLIS).with("dataset_name", "holdout")));

        assertThat(figures.facts()).containsExactly(new Metric(Version.BASELINE, "f1", 0.9, "holdout", TIME));
    }

    /** 64-bit numbers are texts in protocol buffers' JSON. */
    @Test
    void a_time_may_be_a_text() {
        assertThat(ofRun(metric(0.9, 0, JsonValue.of(MILLIS.toJson()))).at()).isEqualTo(TIME);
    }

    @Test
    void the_time_is_that_of_the_value_that_counts() {
        assertThat(ofRun(metric(0.9, 1, MILLIS), metric(0.8, 0, JsonValue.of(1_769_126_500_000L))))
                .isEqualTo(new Metric(Version.CANDIDATE, "f1", 0.9, "", TIME));
    }

    @ParameterizedTest
    @ValueSource(strings = {"soon", "NaN", "Infinity", "1e300"})
    void what_is_no_time_is_long_ago(String text) {
        assertThat(ofRun(metric(0.9, 0, JsonValue.of(text))).at()).isEqualTo(Instant.EPOCH);
    }

    @Test
    void without_a_time_it_is_long_ago() {
        var untimed = JsonObject.EMPTY.with("key", "f1").with("value", JsonValue.of(0.9));

        assertThat(ofRun(untimed).at()).isEqualTo(Instant.EPOCH);
    }

    private static Metric ofRun(JsonObject... metrics) {
        var figures = new Figures(Version.CANDIDATE);
        figures.addRun(data(metrics));
        return (Metric) figures.facts().getFirst();
    }

    private static JsonObject data(JsonObject... metrics) {
        return JsonObject.EMPTY.with("data", JsonObject.EMPTY.with("metrics", JsonValue.array(Arrays.asList(metrics))));
    }

    private static JsonObject metric(double value, long step, JsonValue time) {
        return JsonObject.EMPTY
                .with("key", "f1")
                .with("value", JsonValue.of(value))
                .with("step", JsonValue.of(step))
                .with("timestamp", time);
    }
}
