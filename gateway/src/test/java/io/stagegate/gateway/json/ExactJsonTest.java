package io.stagegate.gateway.json;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** One way to write a value, which differs where values do. */
class ExactJsonTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"b\":[],\"a\":{},\"€\":\"\\u20ac\",\"\\ud83d\\ude00\":1,\"\\ufb33\":2,\"\":null}",
                "[true,false,null,0,-0,1.0,1e21,1e-7,123456789,0.1,1E400]",
                "{\"n\":[333333333.33333329,1E30,4.50,2e-3,0.000000000000000000000000001],"
                        + "\"s\":\"\\u20ac$\\u000F\\u000aA'\\u0042\\u0022\\u005c\\\\\\\"\\/\"}",
            })
    void what_rfc_8785_can_write_is_written_so(String text) throws MalformedJsonException {
        var json = StrictJson.parse(text.replace(",1E400", "").replace("333333333.33333329", "333333333.3333333"));

        assertThat(ExactJson.of(json)).isEqualTo(CanonicalJson.of(json));
    }

    @ParameterizedTest
    @CsvSource({
        "12345678901234567890, 12345678901234567890",
        "12345678901234567891, 12345678901234567891",
        "0.1000000000000000055511151231257827, 0.1000000000000000055511151231257827",
        "1.50, 1.5",
        "100000000000000000000000, 1e+23",
        "1e-400, " + "0.",
    })
    void no_digit_is_lost(String literal, String written) throws MalformedJsonException {
        assertThat(ExactJson.of(StrictJson.parse(literal))).startsWith(written);
    }

    @Test
    void what_is_stored_may_be_written_longer_and_stand_deeper_than_what_came() {
        var stored = "{\"n\":1" + "0".repeat(300) + ",\"d\":" + "[".repeat(80) + "]".repeat(80) + "}";

        assertThat(ExactJson.of(StrictJson.stored(stored))).contains("\"n\":1e+300");
    }
}
