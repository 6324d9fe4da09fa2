package io.stagegate.gateway.journal;

import static org.assertj.core.api.Assertions.assertThat;

import io.stagegate.core.platform.Reply;
import java.util.Map;
import org.junit.jupiter.api.Test;

class OutcomeTest {
    @Test
    void a_refusal_tells_what_the_upstream_said() {
        var said = "{\"message\":\"no\u0000\nsuch version\"}";

        assertThat(new Outcome.Refused(Reply.json(400, said)).detail())
                .isEqualTo("400 {\"message\":\"no such version\"}");
        assertThat(new Outcome.Refused(new Reply(403, Map.of(), "")).detail()).isEqualTo("403");
        assertThat(new Outcome.Refused(Reply.json(500, "x".repeat(9000))).detail())
                .hasSize(504);
    }
}
