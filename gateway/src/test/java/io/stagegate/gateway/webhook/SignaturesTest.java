package io.stagegate.gateway.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import io.stagegate.gateway.seal.SealingKeys;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Signatures, and the tokens that let a receiver decide. */
class SignaturesTest {
    private static final Instant NOW = Instant.ofEpochSecond(1_614_265_330);
    private static final byte[] KEY = Base64.getDecoder().decode("MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw");
    private static final byte[] OTHER = "another key that is long enough".getBytes(StandardCharsets.UTF_8);
    private static final byte[] BODY = "{\"test\": 2432232314}".getBytes(StandardCharsets.UTF_8);
    private static final String TIME = "1614265330";

    @Test
    void the_example_of_the_specification_comes_out() {
        assertThat(Signatures.sign("msg_p5jXN8AQM9LWM0D4loKWxJek", NOW, BODY, List.of(KEY)))
                .isEqualTo("v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
    }

    @Test
    void a_message_is_signed_with_both_keys_while_one_replaces_the_other() {
        var both = Signatures.sign("m", NOW, BODY, List.of(OTHER, KEY));

        assertThat(both.split(" ")).hasSize(2);
        assertThat(Signatures.verify("m", TIME, both, BODY, List.of(KEY))).isTrue();
        assertThat(Signatures.verify("m", TIME, both, BODY, List.of(OTHER))).isTrue();
    }

    @Test
    void nothing_of_what_is_signed_can_be_changed() {
        var right = Signatures.sign("m", NOW, BODY, List.of(KEY));

        assertThat(Signatures.verify("m", TIME, right, BODY, List.of(OTHER))).isFalse();
        assertThat(Signatures.verify("n", TIME, right, BODY, List.of(KEY))).isFalse();
        assertThat(Signatures.verify("m", "1614265331", right, BODY, List.of(KEY)))
                .isFalse();
        for (var i = 0; i < BODY.length; i++) {
            var changed = BODY.clone();
            changed[i] ^= 1;
            assertThat(Signatures.verify("m", TIME, right, changed, List.of(KEY)))
                    .isFalse();
        }
        for (var i = 0; i < right.length(); i++) {
            var changed = right.substring(0, i) + (char) (right.charAt(i) ^ 1) + right.substring(i + 1);
            assertThat(Signatures.verify("m", TIME, changed, BODY, List.of(KEY)))
                    .as(changed)
                    .isFalse();
        }
        assertThat(Signatures.verify("m", TIME, "", BODY, List.of(KEY))).isFalse();
        assertThat(Signatures.verify("m", TIME, "v1, v2,x  ", BODY, List.of(KEY)))
                .isFalse();
    }

    @Test
    void a_time_is_near_enough_for_five_minutes_either_way() {
        assertThat(Signatures.timely(TIME, NOW)).isTrue();
        assertThat(Signatures.timely(TIME, NOW.plusSeconds(300))).isTrue();
        assertThat(Signatures.timely(TIME, NOW.minusSeconds(300))).isTrue();
        assertThat(Signatures.timely(TIME, NOW.plusSeconds(301))).isFalse();
        assertThat(Signatures.timely(TIME, NOW.minusSeconds(301))).isFalse();
        assertThat(Signatures.timely("", NOW)).isFalse();
        assertThat(Signatures.timely("-1614265330", NOW)).isFalse();
        assertThat(Signatures.timely("1614265330.5", NOW)).isFalse();
    }

    @Test
    void a_token_is_good_for_its_hold_its_webhook_and_its_time_only() {
        var tokens = new CallbackTokens(new SealingKeys(List.of(new byte[32])));
        var token = tokens.mint("h-1", "bot", NOW.plusSeconds(60));

        assertThat(tokens.mint("h-1", "bot", NOW.plusSeconds(60))).isEqualTo(token);
        assertThat(tokens.verify(token, "h-1", "bot", NOW)).isTrue();
        assertThat(tokens.verify(token, "h-2", "bot", NOW)).isFalse();
        assertThat(tokens.verify(token, "h-1", "other", NOW)).isFalse();
        assertThat(tokens.verify(token, "h-1", "bot", NOW.plusSeconds(60))).isFalse();
        assertThat(new CallbackTokens(new SealingKeys(List.of(Arrays.copyOf(OTHER, 32))))
                        .verify(token, "h-1", "bot", NOW))
                .isFalse();
        for (var i = 0; i < token.length() - 1; i++) {
            var changed = token.substring(0, i) + (token.charAt(i) == 'A' ? 'B' : 'A') + token.substring(i + 1);
            assertThat(tokens.verify(changed, "h-1", "bot", NOW)).as(changed).isFalse();
        }
        assertThat(tokens.verify("", "h-1", "bot", NOW)).isFalse();
        assertThat(tokens.verify("sgcb_", "h-1", "bot", NOW)).isFalse();
        assertThat(tokens.verify("sgcb_ä", "h-1", "bot", NOW)).isFalse();
    }
}
