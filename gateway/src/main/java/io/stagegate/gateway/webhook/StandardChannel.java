package io.stagegate.gateway.webhook;

import io.stagegate.config.Webhook;
import io.stagegate.config.Webhook.Standard;
import io.stagegate.core.json.JsonValue.JsonObject;
import io.stagegate.gateway.webhook.Deliveries.Claimed;
import io.stagegate.gateway.webhook.Deliveries.Event;
import io.stagegate.gateway.webhook.Deliveries.Result;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Standard Webhooks 1.0. */
final class StandardChannel implements Channel {
    private final Webhook webhook;
    private final Standard format;
    private final List<byte[]> keys;
    private final Poster poster;
    private final Schedule schedule;
    private final Places places;
    private final Optional<CallbackTokens> tokens;

    StandardChannel(
            Webhook webhook,
            Standard format,
            Poster poster,
            Schedule schedule,
            Places places,
            Optional<CallbackTokens> tokens) {
        this.webhook = webhook;
        this.format = format;
        this.keys = format.keys();
        this.poster = poster;
        this.schedule = schedule;
        this.places = places;
        this.tokens = tokens;
    }

    @Override
    public Result deliver(Claimed claimed, Instant now) {
        var event = claimed.event();
        var body = body(event).toJson().getBytes(StandardCharsets.UTF_8);
        var headers = Map.of(
                "content-type", "application/json",
                "webhook-id", event.id(),
                "webhook-timestamp", Long.toString(now.getEpochSecond()),
                "webhook-signature", Signatures.sign(event.id(), now, body, keys));
        return schedule.of(poster.post(format.url(), headers, body, webhook.inside()), claimed.attempt(), now);
    }

    private JsonObject body(Event event) {
        var data = event.data();
        data = data.with("url", places.of(event));
        var callback = event.hold().flatMap(hold -> callback(hold, event.data()));
        if (callback.isPresent()) {
            data = data.with("callback", callback.get());
        }
        var restore = restore(event);
        if (restore.isPresent()) {
            data = data.with("restore", restore.get());
        }
        return JsonObject.EMPTY
                .with("type", event.type())
                .with("timestamp", event.at().toString())
                .with("data", data);
    }

    /** How to decide; for a receiver that may, as long as there is something to decide. */
    private Optional<JsonObject> callback(String hold, JsonObject data) {
        var shown = data.get("hold").orElse(JsonObject.EMPTY);
        return webhook.decides().isEmpty() || !Card.open(shown)
                ? Optional.empty()
                : shown.text("expiresAt").map(Instant::parse).flatMap(end -> way(places.callbacks(hold), hold, end));
    }

    /** How to have it put back; for a receiver that may, where there is something to put back. */
    private Optional<JsonObject> restore(Event event) {
        return Undoing.of(webhook, event)
                .flatMap(undoing -> way(places.restores(undoing.snapshot()), undoing.snapshot(), undoing.expires()));
    }

    private Optional<JsonObject> way(String url, String about, Instant end) {
        return tokens.map(t -> JsonObject.EMPTY
                .with("url", url)
                .with("token", t.mint(about, webhook.name(), end))
                .with("expiresAt", Instant.ofEpochSecond(end.getEpochSecond()).toString()));
    }
}
