package io.stagegate.gateway.webhook;

import io.stagegate.config.Webhook;
import io.stagegate.config.Webhook.Slack;
import io.stagegate.core.json.JsonValue;
import io.stagegate.core.json.JsonValue.JsonObject;
import io.stagegate.gateway.json.MalformedJsonException;
import io.stagegate.gateway.json.StrictJson;
import io.stagegate.gateway.webhook.SlackMessage.Buttons.Decide;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Pattern;

/** Buttons that are pressed in Slack: whether it is Slack that says so, who pressed which, and for what. */
public final class Presses {
    private static final Pattern SNAPSHOT = Pattern.compile("[A-Za-z0-9-]{1,100}");

    private final List<Webhook> webhooks;
    private final InstantSource clock;

    Presses(List<Webhook> webhooks, InstantSource clock) {
        this.webhooks = List.copyOf(webhooks);
        this.clock = clock;
    }

    /** What Slack has proved: for which webhook, and an id of this message that no other has. */
    public record Proof(Webhook webhook, String message) {}

    /**
     * A button that was pressed.
     *
     * @param user id of the member of the workspace who pressed it
     * @param channel where
     * @param wish what is wanted by it
     * @param comment why
     */
    public record Press(String user, String channel, Wish wish, String comment) {}

    /** What somebody wants who presses a button. */
    public sealed interface Wish {
        /**
         * To decide on a hold.
         *
         * @param digest of the hold as it was shown
         */
        record Decision(String hold, String digest, boolean approves) implements Wish {}

        /** To have put back what a snapshot says. */
        record Restore(String snapshot) implements Wish {}
    }

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
        var wish = action.flatMap(a -> a.text("action_id"))
                .flatMap(id -> action.flatMap(a -> a.text("value")).flatMap(value -> wish(id, value)));
        var channel = payload.get("channel").flatMap(c -> c.text("id")).orElse("");
        return payload.get("user")
                .flatMap(u -> u.text("id"))
                .flatMap(user -> wish.map(w -> new Press(user, channel, w, comment(payload))));
    }

    private static Optional<Wish> wish(String action, String value) {
        return switch (action) {
            case SlackMessage.APPROVE, SlackMessage.REJECT ->
                Decide.of(value).map(d -> new Wish.Decision(d.hold(), d.digest(), action.equals(SlackMessage.APPROVE)));
            case SlackMessage.RESTORE ->
                Optional.of(value).filter(v -> SNAPSHOT.matcher(v).matches()).map(Wish.Restore::new);
            default -> Optional.empty();
        };
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
