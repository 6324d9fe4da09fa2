package io.stagegate.gateway.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.stagegate.core.json.JsonValue.JsonObject;
import io.stagegate.gateway.json.StrictJson;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Bars can be told apart, whatever the readings do after the first look. */
class WatchChartTest {
    private static final Instant NOW = Instant.parse("2026-11-26T12:00:00Z");

    private final StringWriter printed = new StringWriter();
    private final Surroundings surroundings =
            new Surroundings(Map.of(), new PrintWriter(printed), new PrintWriter(new StringWriter()), () -> NOW);

    @ParameterizedTest
    @CsvSource({
        "0.01, a full bar is 0.02",
        "0.026, a full bar is 0.05",
        "0.0667, a full bar is 0.2",
        "0.2, a full bar is 0.5",
        "2, a full bar is 5",
        "400, a full bar is 1000",
        "1e-7, a full bar is 0.0000002",
    })
    void a_scale_is_the_next_round_one_with_room(double value, String text) {
        assertThat(WatchScale.NONE.with(value).text()).isEqualTo(text);
    }

    @ParameterizedTest
    @CsvSource({"0.02", "0", "-3", "Infinity", "NaN"})
    void a_scale_stays_where_the_value_has_its_place_or_none_anywhere(double value) {
        var scale = WatchScale.NONE.with(0.01);

        assertThat(scale.with(value)).isEqualTo(scale);
    }

    @Test
    void the_scale_grows_with_the_readings_and_a_line_says_so() {
        var chart = new WatchChart(surroundings, watch("0.01", "0.012"), Optional.empty());
        chart.show(watch("0.01", "0.012", "0.026", "0.04", "0.18"));

        var lines = printed.toString().lines().toList();
        assertThat(lines.get(1)).isEqualTo("error-rate, before the promotion: 0.01; a full bar is 0.02");
        assertThat(bars(lines))
                .containsExactly(
                        "24", "from here on a full bar is 0.05", "21", "32", "from here on a full bar is 0.5", "14");
    }

    @Test
    void the_first_value_sets_the_scale_where_none_was_there_before() {
        var chart = new WatchChart(surroundings, watch("", "'no-data'"), Optional.empty());
        chart.show(watch("", "'no-data'", "0.2"));

        var lines = printed.toString().lines().toList();
        assertThat(lines.get(1)).isEqualTo("error-rate");
        assertThat(bars(lines)).containsExactly("0", "from here on a full bar is 0.5", "16");
    }

    /** How long each bar is, and what stands between them. */
    private static List<String> bars(List<String> lines) {
        return lines.stream()
                .skip(2)
                .map(line -> line.contains("|")
                        ? Long.toString(line.chars().filter(c -> c == '#').count())
                        : line)
                .toList();
    }

    private static JsonObject watch(String before, String... values) {
        // The API has the newest look first.
        var looks = IntStream.range(0, values.length)
                .mapToObj(i -> values.length - i)
                .map(i -> "{'number':%d,'at':'2026-11-26T12:00:0%dZ','judgement':'leave','findings':[],'readings':[%s]}"
                        .formatted(i, i, reading(values[i - 1])))
                .toList();
        return StrictJson.stored("""
                {'id':'w-1','state':'open','target':'registry/m@a','previous':'1','version':'2','signals':['error-rate'],
                 'until':'2026-11-26T13:00:00Z','before':[%s],'items':[%s]}
                """.formatted(before.isEmpty() ? "" : reading(before), String.join(",", looks))
                .replace('\'', '"'));
    }

    private static String reading(String value) {
        return value.startsWith("'")
                ? "{'signal':'error-rate','state':%s}".formatted(value)
                : "{'signal':'error-rate','state':'read','value':%s,'unit':'ratio'}".formatted(value);
    }
}
