package io.stagegate.gateway.cli;

import io.stagegate.core.json.JsonValue;
import io.stagegate.core.json.JsonValue.JsonObject;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** The story of a promotion as an auditor reads it: when, who, what, on which grounds, and how it ended. */
final class StoryText {
    private static final String INDENT = "    ";

    private StoryText() {}

    static void print(JsonObject promotion, PrintWriter out) {
        out.println(HoldText.text(promotion, "id") + "  " + HoldText.text(promotion, "kind") + "  "
                + HoldText.text(promotion, "operation"));
        for (var target : promotion.items("targets")) {
            out.println("changes   " + HoldText.text(target, "target") + "  " + HoldText.versions(target, "from")
                    + " -> " + HoldText.versions(target, "to"));
        }
        out.println("policy    " + HoldText.text(promotion, "policy"));
        promotion.text("snapshot").ifPresent(s -> out.println("snapshot  " + s));
        promotion.text("hold").ifPresent(h -> out.println("hold      " + h));
        for (var event : promotion.items("story")) {
            var lines = lines(event);
            out.println(HoldText.text(event, "at") + "  " + lines.getFirst());
            lines.subList(1, lines.size()).forEach(line -> out.println(INDENT + line));
        }
        if (promotion.text("outcome").isPresent()) {
            out.println(OutcomeText.of(promotion));
        }
    }

    /** What happened to a hold, as it is told to who waits for it. */
    static String step(JsonValue event) {
        return HoldText.text(event, "at") + "  " + String.join("\n" + INDENT, lines(event));
    }

    /** What happened, and lines that say more about it. */
    private static List<String> lines(JsonValue event) {
        var record = event.get("record").orElse(JsonObject.EMPTY);
        var who = HoldText.text(event, "subject");
        return switch (HoldText.text(event, "type")) {
            case "promotion.decided", "restore.decided" -> decided(event, record, who);
            case "hold.opened" ->
                List.of("held as " + HoldText.text(record, "hold") + ": needs " + HoldText.requirement(record)
                        + ", until " + HoldText.text(record, "expiresAt"));
            case "hold.reviewed" ->
                List.of(HoldText.text(record, "reviewer") + " " + HoldText.text(record, "verdict") + " it"
                        + comment(record) + " (the hold is " + HoldText.text(record, "state") + " then)"
                        + outside(record));
            case "hold.reviewRefused" ->
                List.of("a review by " + who + " was refused: " + HoldText.text(record, "message"));
            case "hold.rejected" -> List.of("rejected by " + who + ": nothing is forwarded");
            case "hold.cancelled" -> List.of("taken back by " + who + ": nothing is forwarded");
            case "hold.expired" -> List.of("expired: nothing is forwarded");
            case "hold.denied" -> List.of("denied when it was to be released: nothing is forwarded");
            case "hold.released" -> List.of("released");
            case "hold.releaseDelayed" -> List.of("its release is delayed: " + HoldText.text(record, "why"));
            case "hold.reopened" -> reopened(record);
            case "hold.reminder" -> List.of("reminded: it still waits for " + HoldText.text(record, "needs"));
            case "hold.escalated" ->
                List.of("from now on " + texts(record, "groups") + " may approve it too, until "
                        + HoldText.text(record, "expiresAt"));
            case "hold.tampered" -> List.of("what is stored of it was changed behind the gateway: it is not released");
            case "attempt.intended" ->
                List.of("snapshot " + HoldText.text(record, "snapshot") + " taken; to be forwarded to "
                        + HoldText.text(event, "upstream") + " at once");
            case "promotion.settled", "restore.settled" -> List.of(settled(record));
            case String type when type.startsWith("watch.") -> List.of(watch(type, record, who));
            case String type when type.startsWith("hold.glass") -> List.of(emergency(type, record, who));
            default -> List.of(HoldText.text(event, "type") + "  " + who);
        };
    }

    private static String watch(String type, JsonValue record, String who) {
        var of = HoldText.text(record, "target") + " (" + HoldText.text(record, "watch") + ")";
        return switch (type) {
            case "watch.begun" -> "watched from now on: " + of;
            case "watch.told" -> "told of " + of + ": " + HoldText.text(record, "message");
            case "watch.asked" ->
                "people are asked about " + of + " in " + HoldText.text(record, "hold") + ": "
                        + HoldText.text(record, "message");
            case "watch.restored" -> "put back by the watch of " + of + " as " + HoldText.text(record, "by");
            default -> "no longer watched: " + of + ": " + HoldText.text(record, "why") + " (" + who + ")";
        };
    }

    private static String outside(JsonValue record) {
        var groups = texts(record, "outside");
        return groups.isEmpty() ? "" : ", not for " + groups + ": it is outside of the scope of that";
    }

    private static String texts(JsonValue record, String member) {
        return record.items(member).stream().map(HoldText::plain).collect(Collectors.joining(", "));
    }

    private static String emergency(String type, JsonValue record, String who) {
        var detail = HoldText.text(record, "detail");
        return switch (type) {
            case "hold.glassBroken" ->
                who + " releases it in an emergency: \"" + HoldText.text(record, "reason")
                        + "\"; others must approve it by " + HoldText.text(record, "ratifyBy");
            case "hold.glassRatified" -> "what was released in an emergency is ratified by " + who;
            case "hold.glassRevoked" ->
                "what was released in an emergency is to be put back"
                        + (detail.isEmpty() ? ": " + who + " rejected it" : ": " + detail);
            case "hold.glassRestored" -> "it is put back: " + detail;
            case "hold.glassRestoreFailed" -> "it is not put back, and somebody has to look: " + detail;
            default -> "nothing came of the release in an emergency";
        };
    }

    private static List<String> decided(JsonValue event, JsonValue record, String who) {
        var out = new ArrayList<String>();
        var decision = OutcomeText.decision(event).orElse(JsonObject.EMPTY);
        out.add(
                HoldText.text(record, "phase").equals("release")
                        ? "decided again for its release: " + HoldText.text(event, "decision")
                        : who + " asked for it" + verified(record) + comment(record) + "; decided: "
                                + HoldText.text(event, "decision"));
        decision.text("why").ifPresent(out::add);
        for (var finding : decision.items("findings")) {
            out.add(finding(finding));
        }
        decision.get("risk")
                .flatMap(r -> r.get("score"))
                .map(JsonValue::toJson)
                .ifPresent(score -> out.add("risk " + score));
        return out;
    }

    private static String verified(JsonValue record) {
        var unknown = record.get("requester")
                .flatMap(r -> r.get("verified"))
                .equals(Optional.of(JsonValue.JsonBoolean.FALSE));
        return unknown ? " (nobody had to say who they are)" : "";
    }

    private static String finding(JsonValue finding) {
        var points = finding.get("points").map(p -> " +" + p.toJson()).orElse("");
        var mode = finding.text("mode")
                .filter(m -> !m.equals("enforce"))
                .map(m -> " [" + m + "]")
                .orElse("");
        return HoldText.text(finding, "effect") + points + "  " + HoldText.text(finding, "rule") + " ("
                + HoldText.text(finding, "name") + "): " + HoldText.text(finding, "message") + mode;
    }

    private static String comment(JsonValue record) {
        return record.text("comment")
                .filter(c -> !c.isEmpty())
                .map(c -> ": \"" + c + "\"")
                .orElse("");
    }

    private static List<String> reopened(JsonValue record) {
        var out = new ArrayList<String>();
        out.add("reopened, as what was approved has changed since:");
        record.items("differences").forEach(d -> out.add(HoldText.plain(d)));
        return out;
    }

    private static String settled(JsonValue record) {
        var detail = record.text("detail")
                .filter(d -> !d.isEmpty())
                .map(d -> ": " + d)
                .orElse("");
        return HoldText.text(record, "outcome") + detail;
    }
}
