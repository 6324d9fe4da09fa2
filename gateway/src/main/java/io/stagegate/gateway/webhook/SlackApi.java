package io.stagegate.gateway.webhook;

import io.stagegate.config.Secret;
import io.stagegate.config.Webhook;
import io.stagegate.core.json.JsonValue.JsonBoolean;
import io.stagegate.core.json.JsonValue.JsonObject;
import io.stagegate.gateway.json.MalformedJsonException;
import io.stagegate.gateway.json.StrictJson;
import io.stagegate.gateway.webhook.Deliveries.Claimed;
import io.stagegate.gateway.webhook.Deliveries.Result;
import io.stagegate.gateway.webhook.Poster.Replied;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/** Slack's Web API, called as an app. */
final class SlackApi {
    private final Webhook webhook;
    private final URI url;
    private final Secret token;
    private final Poster poster;
    private final Schedule schedule;

    SlackApi(Webhook webhook, URI url, Secret token, Poster poster, Schedule schedule) {
        this.webhook = webhook;
        this.url = url;
        this.token = token;
        this.poster = poster;
        this.schedule = schedule;
    }

    /** What Slack said to a call: the answer, and the body where it is {@code ok}. */
    record Said(Poster.Answer answer, JsonObject body) {
        boolean ok() {
            return body.get("ok").equals(Optional.of(JsonBoolean.TRUE));
        }

        String error() {
            return body.text("error").orElse("no answer of Slack's");
        }
    }

    Said call(String method, JsonObject body) {
        var headers =
                Map.of("content-type", "application/json; charset=utf-8", "authorization", "Bearer " + token.value());
        var bytes = body.toJson().getBytes(StandardCharsets.UTF_8);
        var answer = poster.post(url.resolve("/api/" + method), headers, bytes, webhook.inside());
        return new Said(answer, answer instanceof Replied replied ? read(replied.body()) : JsonObject.EMPTY);
    }

    private static JsonObject read(String body) {
        try {
            return StrictJson.parse(body) instanceof JsonObject object ? object : JsonObject.EMPTY;
        } catch (MalformedJsonException e) {
            return JsonObject.EMPTY;
        }
    }

    /** What came of an attempt to deliver by a call. */
    Result result(Said said, Claimed claimed, Instant now) {
        var http = schedule.of(said.answer(), claimed.attempt(), now);
        return switch (http) {
            case Result.Delivered delivered when said.ok() -> delivered;
            case Result.Delivered delivered ->
                schedule.again(delivered.status(), "Slack says " + said.error(), claimed.attempt(), Optional.empty());
            // Slack's own address is never gone.
            case Result.Gone gone -> schedule.again(gone.status(), gone.problem(), claimed.attempt(), Optional.empty());
            case Result.Again again -> again;
            case Result.Failed failed -> failed;
        };
    }
}
