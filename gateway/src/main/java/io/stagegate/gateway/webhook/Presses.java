package io.stagegate.gateway.webhook;

import io.stagegate.config.Webhook;
import io.stagegate.config.Webhook.Slack;
import io.stagegate.core.json.JsonValue;
import io.stagegate.core.json.JsonValue.JsonObject;
import io.stagegate.gateway.json.MalformedJsonException;
import io.stagegate.gateway.json.StrictJson;
import io.stagegate.gateway.webhook.SlackMessage.Button;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** Buttons that are pressed in Slack: whether it is Slack that says so, who pressed which, and for what. */
public final class Presses {
    private final List<Webhook> webhooks;
    private final InstantSource clock;

    Presses(List<Webhook> webhooks, InstantSource clock) {
        this.webhooks = List.copyOf(webhooks);
        this.clock = clock;
    }

    /** What Slack has proved: for which webhook, and an id of this message that no other has. */
    public record Proof(Webhook webhook, String message) {}

    /**
     * A button that decides.
     *
     * @param user id of the member of the workspace who pressed it
     * @param channel where
     * @param hold the hold that it is for
     * @param digest of the hold as it was shown
     */
    public record Press(String user, String channel, String hold, String digest, boolean approves, String comment) {}

    /** Which webhook it is for, or empty where Slack's signature is not on it. Looks at bytes only. */
    public Optional<Proof> prove(String name, Function<String, Optional<String>> header, byte[] body) {
        var timestamp = header.apply("x-slack-request-timestamp").orElse("");
        var signature = header.apply("x-slack-signature").orElse("");
        return webhooks.stream()
                .filter(w -> w.name().equals(name)
                        && w.format() instanceof Slack slack
                        && Signatures.timely(timestamp, clock.instant())
                        && Signatures.verifySlack(
                                timestamp,
                                signature,
                                body,
                                slack.signingSecret().value()))
                .findFirst()
                .map(w -> new Proof(w, "slack " + signature));
    }

    /** The button of a form that Slack sent; empty where it is something else that decides nothing. */
    public static Optional<Press> read(byte[] body) {
        return payload(new String(body, StandardCharsets.UTF_8)).flatMap(Presses::press);
    }

    private static Optional<JsonObject> payload(String form) {
        try {
            for (var pair : form.split("&", -1)) {
                if (pair.startsWith("payload=")) {
                    var text = URLDecoder.decode(pair.substring("payload=".length()), StandardCharsets.UTF_8);
                    return StrictJson.parse(text) instanceof JsonObject object ? Optional.of(object) : Optional.empty();
                }
            }
            return Optional.empty();
        } catch (MalformedJsonException | IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private static Optional<Press> press(JsonObject payload) {
        var action = payload.items("actions").stream().findFirst();
        var id = action.flatMap(a -> a.text("action_id"))
                .filter(List.of(SlackMessage.APPROVE, SlackMessage.REJECT)::contains);
        var button = action.flatMap(a -> a.text("value")).flatMap(Button::of);
        var user = payload.get("user").flatMap(u -> u.text("id"));
        if (id.isEmpty() || button.isEmpty() || user.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(new Press(
                user.get(),
                payload.get("channel").flatMap(c -> c.text("id")).orElse(""),
                button.get().hold(),
                button.get().digest(),
                id.get().equals(SlackMessage.APPROVE),
                comment(payload)));
    }

    private static String comment(JsonValue payload) {
        return payload.get("state")
                .flatMap(s -> s.get("values"))
                .flatMap(v -> v.get(SlackMessage.COMMENT))
                .flatMap(b -> b.get(SlackMessage.COMMENT))
                .flatMap(f -> f.text("value"))
                .orElse("");
    }
}
