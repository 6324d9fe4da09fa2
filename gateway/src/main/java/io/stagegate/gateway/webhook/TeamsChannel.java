package io.stagegate.gateway.webhook;

import io.stagegate.config.Webhook;
import io.stagegate.core.json.JsonValue;
import io.stagegate.core.json.JsonValue.JsonArray;
import io.stagegate.core.json.JsonValue.JsonNull;
import io.stagegate.core.json.JsonValue.JsonObject;
import io.stagegate.gateway.webhook.Deliveries.Claimed;
import io.stagegate.gateway.webhook.Deliveries.Event;
import io.stagegate.gateway.webhook.Deliveries.Result;
import io.stagegate.gateway.webhook.Deliveries.Topic;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** An Adaptive Card for a workflow of Microsoft Teams, which leads to the hold and decides nothing. */
final class TeamsChannel implements Channel {
    /** What means something in the Markdown of cards. */
    private static final Pattern SPECIAL = Pattern.compile("[\\\\*_`~\\[\\]()#>!|-]");

    private final Webhook webhook;
    private final Poster poster;
    private final Schedule schedule;
    private final Places places;

    TeamsChannel(Webhook webhook, Poster poster, Schedule schedule, Places places) {
        this.webhook = webhook;
        this.poster = poster;
        this.schedule = schedule;
        this.places = places;
    }

    @Override
    public Result deliver(Claimed claimed, Instant now) {
        var body = message(claimed.event()).toJson().getBytes(StandardCharsets.UTF_8);
        var headers = Map.of("content-type", "application/json");
        var answer = poster.post(webhook.format().url(), headers, body, webhook.inside());
        return schedule.of(answer, claimed.attempt(), now);
    }

    private JsonObject message(Event event) {
        var attachment = JsonObject.EMPTY
                .with("contentType", "application/vnd.microsoft.card.adaptive")
                .with("contentUrl", JsonNull.NULL)
                .with("content", card(event));
        return JsonObject.EMPTY.with("type", "message").with("attachments", JsonValue.array(List.of(attachment)));
    }

    private JsonObject card(Event event) {
        var card = Card.of(event.data());
        var body = new ArrayList<JsonObject>();
        body.add(text(card.title()).with("weight", "Bolder").with("size", "Medium"));
        body.add(text(event.type() + ": " + card.status()));
        var facts = card.facts().entrySet().stream()
                .map(f -> JsonObject.EMPTY.with("title", f.getKey()).with("value", escaped(f.getValue())))
                .toList();
        body.add(JsonObject.EMPTY.with("type", "FactSet").with("facts", JsonValue.array(facts)));
        card.said().forEach(said -> body.add(text(said)));
        var url = places.of(event);
        var open = JsonObject.EMPTY
                .with("type", "Action.OpenUrl")
                .with("title", opening(event))
                .with("url", url);
        return JsonObject.EMPTY
                .with("$schema", "http://adaptivecards.io/schemas/adaptive-card.json")
                .with("type", "AdaptiveCard")
                .with("version", "1.4")
                .with("body", new JsonArray(List.copyOf(body)))
                .with("actions", JsonValue.array(List.of(open)));
    }

    private static String opening(Event event) {
        return switch (event.about()) {
            case Topic.Hold _ -> "Open the hold";
            case Topic.Promotion _ -> "Open the promotion";
            case Topic.Target _ -> "Open its history";
        };
    }

    private static JsonObject text(String text) {
        return JsonObject.EMPTY
                .with("type", "TextBlock")
                .with("text", escaped(text))
                .with("wrap", JsonValue.of(true));
    }

    static String escaped(String text) {
        return SPECIAL.matcher(text).replaceAll(found -> Matcher.quoteReplacement("\\" + found.group()));
    }
}
