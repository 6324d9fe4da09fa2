package io.stagegate.gateway.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.stagegate.core.json.JsonValue;
import io.stagegate.core.json.JsonValue.JsonNumber;
import io.stagegate.core.json.JsonValue.JsonObject;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StrictJsonTest {

    @Test
    void what_is_read_is_written_back_the_same() throws MalformedJsonException {
        var text =
                "{\"name\":\"fraud\",\"n\":1.50,\"big\":12345678901234567890,\"list\":[true,false,null,{}],\"t\":\"a\\\"\\n\\u2028é😀\"}";

        assertThat(StrictJson.parse(text).toJson()).isEqualTo(text);
    }

    @Test
    void a_number_keeps_its_literal() throws MalformedJsonException {
        assertThat(StrictJson.parse("{\"v\":2.0}").get("v")).contains(new JsonNumber("2.0"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"a\":1,\"a\":2}",
                "{\"a\":1,\"\\u0061\":2}",
                "{\"a\":1}{}",
                "{\"a\":1}x",
                "{'a':1}",
                "{a:1}",
                "{\"a\":NaN}",
                "{\"a\":Infinity}",
                "{\"a\":1e999}",
                "{\"a\":01}",
                "{\"a\":+1}",
                "{\"a\":1,}",
                "[1,]",
                "/* c */ {}",
                "{\"a\":\"\\ud800\"}",
                "{\"\\udc00\":1}",
                "",
                "   ",
                "\uFEFF{}",
                "{\"a\":\"\t\"}",
                "nul",
            })
    void what_could_be_read_differently_is_refused(String text) {
        assertThatThrownBy(() -> StrictJson.parse(text)).isInstanceOf(MalformedJsonException.class);
    }

    @Test
    void white_space_around_a_value_is_json() {
        assertThat(parses(" {\"a\":1}\n")).isTrue();
    }

    @Test
    void other_encodings_than_utf8_are_refused() {
        for (var charset :
                new Charset[] {StandardCharsets.UTF_16LE, StandardCharsets.UTF_16BE, StandardCharsets.UTF_16}) {
            assertThatThrownBy(() -> StrictJson.parse("{\"a\":\"b\"}".getBytes(charset)))
                    .isInstanceOf(MalformedJsonException.class);
        }
        assertThatThrownBy(() -> StrictJson.parse(new byte[] {'"', (byte) 0xc0, (byte) 0xaf, '"'}))
                .isInstanceOf(MalformedJsonException.class)
                .hasMessageContaining("UTF-8");
    }

    @Test
    void depth_is_limited() {
        var deep = "[".repeat(65) + "]".repeat(65);
        var enough = "[".repeat(64) + "]".repeat(64);

        assertThat(parses(enough)).isTrue();
        assertThatThrownBy(() -> StrictJson.parse(deep)).isInstanceOf(MalformedJsonException.class);
    }

    @Test
    void the_order_of_members_does_not_change_a_digest_and_their_values_do() {
        var one = JsonObject.EMPTY.with("a", "1").with("b", JsonValue.of(2));
        var other = JsonObject.EMPTY.with("b", JsonValue.of(2)).with("a", "1");

        assertThat(CanonicalJson.digest(one))
                .isEqualTo(CanonicalJson.digest(other))
                .startsWith("sha256:")
                .hasSize(71);
        assertThat(CanonicalJson.digest(one)).isNotEqualTo(CanonicalJson.digest(one.with("a", "2")));
    }

    private static boolean parses(String text) {
        try {
            StrictJson.parse(text);
            return true;
        } catch (MalformedJsonException e) {
            return false;
        }
    }
}
