package io.stagegate.gateway.webhook;

import io.stagegate.config.Webhook;
import io.stagegate.config.Webhook.Slack;
import io.stagegate.core.json.JsonValue;
import io.stagegate.core.json.JsonValue.JsonObject;
import io.stagegate.gateway.webhook.Deliveries.Claimed;
import io.stagegate.gateway.webhook.Deliveries.Event;
import io.stagegate.gateway.webhook.Deliveries.Post;
import io.stagegate.gateway.webhook.Deliveries.Result;
import io.stagegate.gateway.webhook.SlackApi.Said;
import io.stagegate.gateway.webhook.SlackMessage.Buttons;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A channel of Slack: one message for each hold, which always shows how the hold stands. */
final class SlackChannel implements Channel {
    /** Told in words of their own below the hold's message. */
    private static final Map<String, String> ALOUD = Map.of(
            "hold.reminder", "It still waits for approval.",
            "hold.escalated", "Nobody has decided yet: others are asked too.",
            "hold.reopened", "It has changed since it was approved and waits for approval anew.");

    private static final List<String> LOST = List.of("message_not_found", "cant_update_message");

    private final Webhook webhook;
    private final Slack format;
    private final SlackApi slack;
    private final Places places;
    private final Deliveries deliveries;

    SlackChannel(Webhook webhook, Slack format, SlackApi slack, Places places, Deliveries deliveries) {
        this.webhook = webhook;
        this.format = format;
        this.slack = slack;
        this.places = places;
        this.deliveries = deliveries;
    }

    @Override
    public Result deliver(Claimed claimed, Instant now) {
        var event = claimed.event();
        var said = event.hold().isPresent() ? hold(event, event.hold().get()) : other(event);
        return said.map(s -> slack.result(s, claimed, now)).orElseGet(() -> new Result.Delivered(200));
    }

    /** What is to be said of a hold; nothing where this channel was never told of it and does not want to be. */
    private Optional<Said> hold(Event event, String hold) {
        var shown = deliveries.post(hold, webhook.name());
        if (shown.isEmpty()) {
            return webhook.wants(event.type()) ? Optional.of(post(event, hold)) : Optional.empty();
        }
        var updated = slack.call(
                "chat.update",
                message(event, hold, shown.get().channel())
                        .with("ts", shown.get().id()));
        if (LOST.contains(updated.error()) && webhook.wants(event.type())) {
            return Optional.of(post(event, hold));
        }
        var aloud = Optional.ofNullable(ALOUD.get(event.type())).filter(_ -> webhook.wants(event.type()));
        return Optional.of(updated.ok() && aloud.isPresent() ? reply(shown.get(), aloud.get()) : updated);
    }

    private Said post(Event event, String hold) {
        var said = slack.call("chat.postMessage", message(event, hold, format.channel()));
        said.body()
                .text("ts")
                .filter(_ -> said.ok())
                .ifPresent(ts -> deliveries.posted(
                        hold,
                        webhook.name(),
                        new Post(said.body().text("channel").orElse(format.channel()), ts)));
        return said;
    }

    private Said reply(Post post, String text) {
        return slack.call(
                "chat.postMessage",
                JsonObject.EMPTY
                        .with("channel", post.channel())
                        .with("thread_ts", post.id())
                        .with("text", text));
    }

    /** What became of a promotion, below its hold's message where there is one, or what was found of a target. */
    private Optional<Said> other(Event event) {
        var shown = event.data()
                .get("promotion")
                .flatMap(p -> p.text("hold"))
                .flatMap(hold -> deliveries.post(hold, webhook.name()));
        var card = Card.of(event.data());
        var message = JsonObject.EMPTY
                .with("channel", shown.map(Post::channel).orElse(format.channel()))
                .with("text", SlackMessage.escaped(card.title() + ": " + card.status()))
                .with("blocks", SlackMessage.blocks(card, places.of(event), undo(event)));
        var placed = shown.map(post -> message.with("thread_ts", post.id())).orElse(message);
        return Optional.of(slack.call("chat.postMessage", placed));
    }

    private Buttons undo(Event event) {
        return Undoing.of(webhook, event)
                .<Buttons>map(undoing -> new Buttons.Restore(undoing.snapshot()))
                .orElseGet(Buttons.None::new);
    }

    private JsonObject message(Event event, String hold, String channel) {
        var card = Card.of(event.data());
        var data = event.data().get("hold").orElse(JsonObject.EMPTY);
        var buttons = Card.open(data) && !webhook.decides().isEmpty()
                ? new Buttons.Decide(hold, data.text("digest").orElse(""))
                : new Buttons.None();
        return JsonObject.EMPTY
                .with("channel", channel)
                .with("text", SlackMessage.escaped(card.title() + ": " + card.status()))
                .with("blocks", SlackMessage.blocks(card, places.hold(hold), buttons))
                .with("unfurl_links", JsonValue.of(false));
    }

    /** Tells one member of the channel something that others do not see. */
    void whisper(String channel, String user, String text) {
        slack.call(
                "chat.postEphemeral",
                JsonObject.EMPTY
                        .with("channel", channel)
                        .with("user", user)
                        .with("text", SlackMessage.escaped(Card.clean(text))));
    }
}
