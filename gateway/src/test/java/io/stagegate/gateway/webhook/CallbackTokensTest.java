package io.stagegate.gateway.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import io.stagegate.gateway.seal.SealingKeys;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Tokens that let receivers decide. */
class CallbackTokensTest {
    private static final byte[] OLD = new byte[32];
    private static final byte[] NEW = "another key, which has 32 bytes.".getBytes(StandardCharsets.UTF_8);
    private static final Instant NOW = Instant.parse("2026-11-24T10:00:00Z");

    private static CallbackTokens with(byte[]... keys) {
        return new CallbackTokens(new SealingKeys(List.of(keys)));
    }

    @Test
    void one_is_good_for_one_hold_and_one_webhook_until_its_time_is_over() {
        var tokens = with(OLD);
        var token = tokens.mint("h-1", "bot", NOW.plusSeconds(60));

        assertThat(tokens.verify(token, "h-1", "bot", NOW)).isTrue();
        assertThat(tokens.verify(token, "h-2", "bot", NOW)).isFalse();
        assertThat(tokens.verify(token, "h-1", "other", NOW)).isFalse();
        assertThat(tokens.verify(token, "h-1", "bot", NOW.plusSeconds(61))).isFalse();
    }

    @Test
    void one_of_the_key_before_the_new_one_is_good_until_that_is_gone() {
        var token = with(OLD).mint("h-1", "bot", NOW.plusSeconds(60));

        assertThat(with(NEW, OLD).verify(token, "h-1", "bot", NOW)).isTrue();
        assertThat(with(NEW).verify(token, "h-1", "bot", NOW)).isFalse();
    }
}
