package io.stagegate.gateway.webhook;

import io.stagegate.core.json.JsonValue;
import io.stagegate.core.json.JsonValue.JsonObject;
import io.stagegate.gateway.webhook.Deliveries.Claimed;
import io.stagegate.gateway.webhook.Deliveries.Event;
import io.stagegate.gateway.webhook.Deliveries.Result;
import io.stagegate.gateway.webhook.SlackMessage.Buttons;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** Direct messages in Slack, each to whoever has asked for what it tells of. */
final class SlackDirectChannel implements Channel {
    private final SlackApi slack;
    private final Places places;
    private final Map<String, String> members;

    /** @param members who is who in Slack, by the ids of people */
    SlackDirectChannel(SlackApi slack, Places places, Map<String, String> members) {
        this.slack = slack;
        this.places = places;
        this.members = Map.copyOf(members);
    }

    @Override
    public Result deliver(Claimed claimed, Instant now) {
        var event = claimed.event();
        return member(event)
                .map(user -> slack.result(slack.call("chat.postMessage", message(event, user)), claimed, now))
                .orElseGet(() -> new Result.Failed(0, "who asked for it is not known in Slack any more"));
    }

    private Optional<String> member(Event event) {
        return Stream.of("hold", "promotion")
                .flatMap(what -> event.data().get(what).stream())
                .flatMap(shown -> shown.get("requester").stream())
                .flatMap(requester -> requester.text("id").stream())
                .findFirst()
                .flatMap(id -> Optional.ofNullable(members.get(id)));
    }

    private JsonObject message(Event event, String user) {
        var card = Card.of(event.data());
        var url = places.of(event);
        return JsonObject.EMPTY
                .with("channel", user)
                .with("text", SlackMessage.escaped("You asked for " + card.title() + ": " + card.status()))
                .with("blocks", SlackMessage.blocks(card, url, new Buttons.None()))
                .with("unfurl_links", JsonValue.of(false));
    }
}
