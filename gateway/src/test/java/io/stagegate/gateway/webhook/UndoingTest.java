package io.stagegate.gateway.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import io.stagegate.config.Secret;
import io.stagegate.config.Webhook;
import io.stagegate.core.json.JsonValue.JsonObject;
import io.stagegate.gateway.json.MalformedJsonException;
import io.stagegate.gateway.json.StrictJson;
import io.stagegate.gateway.webhook.Deliveries.Event;
import io.stagegate.gateway.webhook.Deliveries.Topic;
import java.net.URI;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class UndoingTest {
    private static final Instant AT = Instant.parse("2026-11-01T12:00:00Z");
    private static final String PROMOTION = "{\"promotion\":{\"snapshot\":\"s-1\"}}";

    private static Webhook webhook(String... restores) {
        var format = new Webhook.Slack(URI.create("https://slack.com"), "C1", new Secret("t"), new Secret("s"));
        return new Webhook("chat", format, false, List.of("*"), Set.of(), false, Set.of(), Set.of(restores));
    }

    private static Optional<String> undoing(Webhook webhook, String type, String data) throws MalformedJsonException {
        var event = new Event("e-1", type, AT, new Topic.Promotion("p-1"), (JsonObject) StrictJson.parse(data));
        return Undoing.of(webhook, event).map(u -> u.snapshot() + " until " + u.expires());
    }

    @Test
    void what_was_promoted_or_found_can_be_put_back_for_a_week() throws MalformedJsonException {
        assertThat(undoing(webhook("ann"), "promotion.applied", PROMOTION)).contains("s-1 until 2026-11-08T12:00:00Z");
        assertThat(undoing(webhook("ann"), "watch.told", PROMOTION)).contains("s-1 until 2026-11-08T12:00:00Z");
        assertThat(undoing(webhook("ann"), "target.drifted", "{\"target\":{\"drift\":\"d-7\"}}"))
                .contains("d-7 until 2026-11-08T12:00:00Z");
    }

    @Test
    void nothing_is_put_back_where_nothing_was_changed_or_it_is_done_otherwise() throws MalformedJsonException {
        assertThat(undoing(webhook("ann"), "promotion.applied", "{\"promotion\":{}}"))
                .isEmpty();
        for (var type : List.of("promotion.refused", "watch.asked", "watch.restored", "drift.asked", "hold.created")) {
            assertThat(undoing(webhook("ann"), type, PROMOTION)).as(type).isEmpty();
        }
        assertThat(undoing(webhook(), "promotion.applied", PROMOTION)).isEmpty();
    }

    @Test
    void what_the_platform_cannot_put_back_is_not_offered() throws MalformedJsonException {
        var deleted = "{\"promotion\":{\"snapshot\":\"s-1\",\"evidence\":[{\"facts\":[{\"fact\":\"NoWayBack\"}]}]}}";

        assertThat(undoing(webhook("ann"), "promotion.applied", deleted)).isEmpty();
    }
}
