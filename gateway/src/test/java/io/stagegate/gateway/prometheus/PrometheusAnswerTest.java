package io.stagegate.gateway.prometheus;

import static org.assertj.core.api.Assertions.assertThat;

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
