package io.stagegate.gateway.webhook;

import io.stagegate.core.json.JsonValue;
import io.stagegate.core.json.JsonValue.JsonArray;
import io.stagegate.core.json.JsonValue.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** Block Kit: what a card becomes in Slack, and the buttons below it. */
final class SlackMessage {
    static final String COMMENT = "comment";
    static final String APPROVE = "approve";
    static final String REJECT = "reject";
    private static final int SECTION = 2_900;
    private static final int HEADER = 150;

    private SlackMessage() {}

    /**
     * What a button says when it is pressed: which hold, and as it was seen.
     *
     * @param hold its id
     * @param digest of what was shown
     */
    record Button(String hold, String digest) {
        String value() {
            return hold + " " + digest;
        }

        static Optional<Button> of(String value) {
            var parts = value.split(" ", -1);
            return parts.length == 2 ? Optional.of(new Button(parts[0], parts[1])) : Optional.empty();
        }
    }

    /** @param button empty where there is nothing to decide here */
    static JsonArray blocks(Card card, String url, Optional<Button> button) {
        var out = new ArrayList<JsonObject>();
        out.add(block("header").with("text", plain(Shortening.cut(card.title(), HEADER - 1))));
        out.add(section("*" + escaped(card.status()) + "*"));
        var facts = card.facts().entrySet().stream()
                .map(f -> "*" + f.getKey() + "*" + (f.getValue().contains("\n") ? "\n" : " ") + escaped(f.getValue()))
                .collect(Collectors.joining("\n"));
        if (!facts.isEmpty()) {
            out.add(section(facts));
        }
        if (!card.said().isEmpty()) {
            out.add(section(escaped(String.join("\n", card.said()))));
        }
        button.ifPresent(_ -> out.add(comment()));
        out.add(actions(url, button));
        return new JsonArray(List.copyOf(out));
    }

    private static JsonObject comment() {
        return block("input")
                .with("block_id", COMMENT)
                .with("optional", JsonValue.of(true))
                .with("label", plain("Why"))
                .with(
                        "element",
                        JsonObject.EMPTY
                                .with("type", "plain_text_input")
                                .with("action_id", COMMENT)
                                .with("max_length", JsonValue.of(3_000)));
    }

    private static JsonObject actions(String url, Optional<Button> button) {
        var elements = new ArrayList<JsonObject>();
        button.ifPresent(b -> {
            elements.add(element("Approve", APPROVE).with("style", "primary").with("value", b.value()));
            elements.add(element("Reject", REJECT).with("style", "danger").with("value", b.value()));
        });
        elements.add(element("Open", "open").with("url", url));
        return block("actions").with("elements", JsonValue.array(elements));
    }

    private static JsonObject element(String label, String action) {
        return JsonObject.EMPTY.with("type", "button").with("action_id", action).with("text", plain(label));
    }

    private static JsonObject block(String type) {
        return JsonObject.EMPTY.with("type", type);
    }

    private static JsonObject plain(String text) {
        return JsonObject.EMPTY.with("type", "plain_text").with("text", text).with("emoji", JsonValue.of(false));
    }

    /** Verbatim, so that Slack makes no links or mentions of what stands in it. */
    private static JsonObject section(String text) {
        return block("section")
                .with(
                        "text",
                        JsonObject.EMPTY
                                .with("type", "mrkdwn")
                                .with("text", Shortening.cut(text, SECTION))
                                .with("verbatim", JsonValue.of(true)));
    }

    /** As Slack asks for it: with these three alone nothing can be mentioned and nothing linked. */
    static String escaped(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
    }
}
