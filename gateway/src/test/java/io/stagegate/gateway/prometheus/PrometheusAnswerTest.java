package io.stagegate.gateway.prometheus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.stagegate.config.Source.Take;
import io.stagegate.gateway.json.MalformedJsonException;
import io.stagegate.gateway.json.StrictJson;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/** Answers as Prometheus 2.42 gave them. */
class PrometheusAnswerTest {
    private static PrometheusAnswer answer(String type, String result) throws MalformedJsonException {
        return PrometheusAnswer.of(StrictJson.parse("""
                {"status":"success","data":{"resultType":"%s","result":%s}}""".formatted(type, result)));
    }

    private static PrometheusAnswer.Value value(double value) {
        return new PrometheusAnswer.Value(value, Instant.ofEpochMilli(1_764_158_400_123L));
    }

    @Test
    void one_value_is_a_value_whatever_it_is() throws MalformedJsonException {
        var series = "[{\"metric\":{},\"value\":[1764158400.123,\"%s\"]}]";

        assertThat(answer("vector", series.formatted("0.02"))).isEqualTo(value(0.02));
        assertThat(answer("vector", series.formatted("NaN"))).isEqualTo(value(Double.NaN));
        assertThat(answer("vector", series.formatted("+Inf"))).isEqualTo(value(Double.POSITIVE_INFINITY));
        assertThat(answer("vector", series.formatted("-Inf"))).isEqualTo(value(Double.NEGATIVE_INFINITY));
        assertThat(answer("vector", series.formatted("1e+06"))).isEqualTo(value(1_000_000));
        assertThat(answer("scalar", "[1764158400.123,\"3\"]")).isEqualTo(value(3));
    }

    @Test
    void no_series_is_nothing_and_several_are_never_one_of_them() throws MalformedJsonException {
        var series = "{\"metric\":{\"i\":\"a\"},\"value\":[1764158400,\"0\"]}";

        assertThat(answer("vector", "[]")).isEqualTo(new PrometheusAnswer.Nothing());
        assertThat(answer("vector", "[" + series + "," + series + "]"))
                .isInstanceOfSatisfying(
                        PrometheusAnswer.Wrong.class,
                        wrong -> assertThat(wrong.why())
                                .startsWith("2 series match, and none of them is picked; write sum(...)"));
    }

    private static PrometheusAnswer range(String series, Take take) throws MalformedJsonException {
        return PrometheusAnswer.of(StrictJson.parse("""
                {"status":"success","data":{"resultType":"matrix","result":[%s]}}""".formatted(series)), take);
    }

    @Test
    void of_many_values_the_one_that_is_wanted_counts_as_of_the_last() throws MalformedJsonException {
        var series = "{\"metric\":{},\"values\":[[1764158398,\"0.2\"],[1764158399,\"NaN\"],[1764158400.123,\"0.1\"]]}";
        assertThat(range(series, Take.LAST)).isEqualTo(value(0.1));
        assertThat(range(series, Take.LOWEST)).isEqualTo(value(0.1));
        assertThat(range(series, Take.HIGHEST)).isEqualTo(value(0.2));
        assertThat(range(series, Take.MEAN))
                .isInstanceOfSatisfying(
                        PrometheusAnswer.Value.class,
                        mean -> assertThat(mean.value()).isCloseTo(0.15, within(1e-9)));

        var nothing = series.replace("\"0.1\"", "\"NaN\"").replace("0.2", "NaN");
        for (var take : Take.values()) {
            assertThat(range(nothing, take)).isEqualTo(value(Double.NaN));
            assertThat(range("", take)).isEqualTo(new PrometheusAnswer.Nothing());
            assertThat(range("{\"metric\":{},\"values\":[]}", take)).isEqualTo(new PrometheusAnswer.Nothing());
            assertThat(range(series + "," + series, take)).isInstanceOf(PrometheusAnswer.Wrong.class);
            assertThat(range(series.replace("\"0.1\"", "\"few\""), take)).isInstanceOf(PrometheusAnswer.Wrong.class);
            assertThat(PrometheusAnswer.of(StrictJson.parse("[]"), take)).isInstanceOf(PrometheusAnswer.Silent.class);
        }
        assertThat(range(series.replace("\"0.1\"", "\"NaN\""), Take.LAST)).isEqualTo(value(Double.NaN));
    }

    @Test
    void what_is_no_number_is_none() throws MalformedJsonException {
        assertThat(answer("vector", "[{\"metric\":{},\"value\":[1,\"many\"]}]"))
                .isInstanceOf(PrometheusAnswer.Wrong.class);
        assertThat(answer("vector", "[{\"metric\":{},\"histogram\":[1,{}]}]"))
                .isInstanceOf(PrometheusAnswer.Wrong.class);
        assertThat(answer("string", "[1,\"3\"]")).isInstanceOf(PrometheusAnswer.Wrong.class);
        assertThat(answer("matrix", "[]")).isInstanceOf(PrometheusAnswer.Wrong.class);
        assertThat(PrometheusAnswer.of(StrictJson.parse("{\"status\":\"success\"}")))
                .isInstanceOf(PrometheusAnswer.Silent.class);
        assertThat(PrometheusAnswer.of(StrictJson.parse("[]"))).isInstanceOf(PrometheusAnswer.Silent.class);
    }

    @Test
    void an_error_says_what_Prometheus_says() throws MalformedJsonException {
        assertThat(PrometheusAnswer.error(StrictJson.parse("""
                {"status":"error","errorType":"bad_data","error":"invalid parameter \\"query\\""}"""))).contains("bad_data: invalid parameter \"query\"");
        assertThat(PrometheusAnswer.error(StrictJson.parse("{}"))).isEmpty();
    }
}
