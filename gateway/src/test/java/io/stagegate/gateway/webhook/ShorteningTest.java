package io.stagegate.gateway.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import io.stagegate.core.json.JsonValue;
import io.stagegate.core.json.JsonValue.JsonObject;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What is told of a hold that is too large. */
class ShorteningTest {

    private static JsonObject fact(String kind, String name, String value) {
        return JsonObject.EMPTY.with("fact", kind).with("name", name).with("value", value);
    }

    private static JsonObject hold(int metrics, int params, int targets) {
        var facts = new java.util.ArrayList<JsonValue>();
        IntStream.range(0, metrics).forEach(n -> facts.add(fact("Metric", "metric-" + n, "0.9")));
        IntStream.range(0, params).forEach(n -> facts.add(fact("Param", "param-" + n, "x".repeat(500))));
        var one = JsonObject.EMPTY.with("target", "t").with("facts", JsonValue.array(facts));
        var changes = IntStream.range(0, targets)
                .mapToObj(n -> JsonObject.EMPTY.with("target", "registry/fraud@" + n + "-" + "y".repeat(200)))
                .toList();
        return JsonObject.EMPTY
                .with("id", "h-1")
                .with("digest", "sha256:" + "0".repeat(64))
                .with("targets", JsonValue.array(changes))
                .with("evidence", JsonValue.array(List.of(one)))
                .with("request", JsonObject.EMPTY.with("name", "fraud"));
    }

    @Test
    void what_fits_is_told_whole() {
        var hold = hold(10, 10, 1);

        assertThat(Shortening.fit(hold)).isEqualTo(hold);
    }

    @Test
    void parameters_go_before_metrics_and_it_says_so() {
        var told = Shortening.fit(hold(50, 100, 1));

        assertThat(Shortening.size(told)).isLessThanOrEqualTo(Shortening.LARGEST + 100);
        assertThat(told.items("shortened")).containsExactly(JsonValue.of("evidence"));
        assertThat(told.items("evidence").getFirst().items("facts"))
                .hasSize(50)
                .allMatch(f -> f.text("fact").orElse("").equals("Metric"));
        assertThat(told.get("request")).contains(JsonObject.EMPTY.with("name", "fraud"));
    }

    @Test
    void whatever_it_is_it_is_told_and_fits() {
        var told = Shortening.fit(hold(5_000, 5_000, 2_000));

        assertThat(Shortening.size(told)).isLessThanOrEqualTo(Shortening.LARGEST + 100);
        assertThat(told.text("id")).contains("h-1");
        assertThat(told.text("digest")).contains("sha256:" + "0".repeat(64));
        assertThat(told.items("shortened")).contains(JsonValue.of("evidence"), JsonValue.of("targets"));
    }

    @Test
    void a_cut_never_goes_through_a_character() {
        assertThat(Shortening.cut("\uD83D\uDE00\uD83D\uDE00\uD83D\uDE00", 2)).isEqualTo("\uD83D\uDE00\uD83D\uDE00…");
    }
}
