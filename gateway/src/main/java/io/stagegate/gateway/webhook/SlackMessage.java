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
    static final String RESTORE = "restore";
    private static final int SECTION = 2_900;
    private static final int HEADER = 150;
    private static final int QUESTION = 300;

    private SlackMessage() {}

    /** What can be done by the buttons of a message. */
    sealed interface Buttons {
        /**
         * A hold can be approved and rejected, as it was seen.
         *
         * @param hold its id
         * @param digest of what was shown
         */
        record Decide(String hold, String digest) implements Buttons {
            String value() {
                return hold + " " + digest;
            }

            static Optional<Decide> of(String value) {
                var parts = value.split(" ", -1);
                return parts.length == 2 ? Optional.of(new Decide(parts[0], parts[1])) : Optional.empty();
            }
        }

        /**
         * What was changed can be put back.
         *
         * @param snapshot id of what puts it back
         */
        record Restore(String snapshot) implements Buttons {}

        /** Nothing. */
        record None() implements Buttons {}
    }

    /** @param url where the button that opens it leads */
    static JsonArray blocks(Card card, String url, Buttons buttons) {
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
        if (!(buttons instanceof Buttons.None)) {
            out.add(comment());
        }
        out.add(actions(card, url, buttons));
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

    private static JsonObject actions(Card card, String url, Buttons buttons) {
        var elements = new ArrayList<JsonObject>();
        switch (buttons) {
            case Buttons.Decide decide -> {
                elements.add(
                        element("Approve", APPROVE).with("style", "primary").with("value", decide.value()));
                elements.add(element("Reject", REJECT).with("style", "danger").with("value", decide.value()));
            }
            case Buttons.Restore(var snapshot) ->
                elements.add(element("Put back", RESTORE)
                        .with("style", "danger")
                        .with("value", snapshot)
                        .with("confirm", sure(card)));
            case Buttons.None _ -> {}
        }
        elements.add(element("Open", "open").with("url", url));
        return block("actions").with("elements", JsonValue.array(elements));
    }

    /** What Slack asks before it takes the button as pressed. */
    private static JsonObject sure(Card card) {
        return JsonObject.EMPTY
                .with("title", plain("Put back?"))
                .with("text", plain(Shortening.cut("What is undone: " + card.title(), QUESTION - 1)))
                .with("confirm", plain("Put back"))
                .with("deny", plain("Leave it"))
                .with("style", "danger");
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
