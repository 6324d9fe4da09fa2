package io.stagegate.gateway.webhook;

import io.stagegate.core.json.JsonValue;
import io.stagegate.core.json.JsonValue.JsonObject;
import io.stagegate.core.json.JsonValue.JsonString;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * What is shown of an event in a chat, as plain text: each form escapes it in its own way.
 *
 * @param title what changes from what to what
 * @param status how it stands
 * @param facts names with values, in order
 * @param said who said what, with why
 */
record Card(String title, String status, Map<String, String> facts, List<String> said) {
    private static final int LINES = 10;
    private static final int LONGEST = 300;

    /** What a hold, a promotion or a target shows. */
    static Card of(JsonObject data) {
        var hold = data.get("hold");
        var target = data.get("target");
        if (target.isPresent()) {
            return ofTarget(target.get());
        }
        if (hold.isPresent()) {
            return ofHold(hold.get());
        }
        var promotion = data.get("promotion").orElse(JsonObject.EMPTY);
        return data.get("watch").map(watch -> ofWatch(watch, promotion)).orElseGet(() -> ofPromotion(promotion));
    }

    private static Card ofWatch(JsonValue watch, JsonValue promotion) {
        var facts = new LinkedHashMap<String, String>();
        watch.text("message").ifPresent(message -> facts.put("Because", clean(message)));
        watch.text("why").ifPresent(why -> facts.put("How", clean(why)));
        watch.text("hold").ifPresent(hold -> facts.put("Decide", clean(hold)));
        watch.text("id").ifPresent(id -> facts.put("Watch", clean(id)));
        var status = watch.text("by").isPresent()
                ? "put back, as the watch wanted it"
                : watch.text("hold").isPresent()
                        ? "people are asked whether to put it back"
                        : watch.text("needs").isPresent() ? "putting it back needs somebody" : "the watch tells of it";
        return new Card(title(promotion), status, facts, List.of());
    }

    private static Card ofHold(JsonValue hold) {
        var facts = facts(hold);
        hold.text("expiresAt").filter(_ -> open(hold)).ifPresent(until -> facts.put("Until", until));
        var differences = lines(hold.items("differences"), v -> v instanceof JsonString(var text) ? text : "");
        if (!differences.isEmpty()) {
            facts.put("Changed since it was approved", differences);
        }
        return new Card(title(hold), status(hold), facts, said(hold));
    }

    private static Card ofPromotion(JsonValue promotion) {
        var status = promotion.text("outcome").orElseGet(() -> "denied by the rules");
        var detail = promotion
                .text("detail")
                .filter(d -> !d.isEmpty())
                .map(d -> ": " + d)
                .orElse("");
        return new Card(title(promotion), clean(status + detail), facts(promotion), List.of());
    }

    private static Card ofTarget(JsonValue target) {
        var change = " " + versions(target, "before") + " → " + versions(target, "versions");
        var facts = new LinkedHashMap<String, String>();
        facts.put("Environment", clean(target.text("environment").orElse("")));
        target.text("since").ifPresent(since -> facts.put("Seen", clean(since)));
        target.text("message").ifPresent(message -> facts.put("Because", clean(message)));
        target.text("hold").ifPresent(hold -> facts.put("Decide", clean(hold)));
        target.text("drift").ifPresent(drift -> facts.put("Drift", clean(drift)));
        return new Card(clean(target.text("target").orElse("") + change), drifted(target), facts, List.of());
    }

    private static String drifted(JsonValue target) {
        var putBack = target.text("by").map(by -> "put back, as it was changed around Stagegate: " + clean(by));
        var asked = target.text("hold")
                .map(_ -> "changed, and not through Stagegate: people are asked whether to put it back");
        var needs = target.text("needs").map(_ -> "changed, and not through Stagegate: putting it back needs somebody");
        return putBack.or(() -> asked).or(() -> needs).orElse("changed, and not through Stagegate");
    }

    /** Whether there is something to decide. */
    static boolean open(JsonValue hold) {
        return hold.text("state")
                .filter(List.of("pending", "approved")::contains)
                .isPresent();
    }

    private static String title(JsonValue shown) {
        var targets = shown.items("targets");
        var first = targets.stream().findFirst();
        var change = first.map(t -> " " + versions(t, "from") + " → " + versions(t, "to"))
                .orElse("");
        var more = targets.size() > 1 ? " and " + (targets.size() - 1) + " more" : "";
        return clean(shown.text("resource").orElse("") + change + more);
    }

    private static String versions(JsonValue target, String side) {
        var versions = target.items(side).stream()
                .map(v -> v instanceof JsonString(var text) ? text : "")
                .collect(Collectors.joining(", "));
        return versions.isEmpty() ? "none" : versions;
    }

    private static String status(JsonValue hold) {
        return clean(
                switch (hold.text("state").orElse("")) {
                    case "pending" -> "waits for approval: " + approvals(hold.items("missing"));
                    case "approved" ->
                        "approved, not made yet"
                                + hold.text("delayed").map(d -> ": " + d).orElse("");
                    case "released" -> "approved and released";
                    case "denied" -> "denied by the rules when it was to be released";
                    case String other -> other;
                });
    }

    private static String approvals(List<JsonValue> quorums) {
        return quorums.stream().map(q -> q.text("text").orElse("")).collect(Collectors.joining(", "));
    }

    private static Map<String, String> facts(JsonValue shown) {
        var out = new LinkedHashMap<String, String>();
        var requester = shown.get("requester");
        requester.flatMap(r -> r.text("id")).ifPresent(id -> out.put("Asked by", clean(id)));
        shown.text("operation").ifPresent(operation -> out.put("Operation", clean(operation)));
        var environments = shown.items("targets").stream()
                .flatMap(t -> t.text("environment").stream())
                .distinct()
                .collect(Collectors.joining(", "));
        out.put("Environment", clean(environments));
        out.put("Metrics", metrics(shown));
        shown.get("risk")
                .flatMap(r -> r.get("score"))
                .ifPresent(score -> out.put(
                        "Risk",
                        score.toJson()
                                + shown.get("risk").stream()
                                        .flatMap(r -> r.items("reasons").stream())
                                        .limit(LINES)
                                        .map(r -> "\n+"
                                                + r.get("points")
                                                        .map(JsonValue::toJson)
                                                        .orElse("") + " "
                                                + clean(r.text("message").orElse("")))
                                        .collect(Collectors.joining())));
        out.put("Rules", lines(shown.items("findings"), Card::finding));
        out.values().removeIf(String::isEmpty);
        return out;
    }

    private static String finding(JsonValue finding) {
        var counts = finding.text("mode").equals(Optional.of("enforce"))
                && !finding.text("effect").equals(Optional.of("risk"));
        return counts
                ? finding.text("effect").orElse("") + " " + finding.text("rule").orElse("") + ": "
                        + finding.text("message").orElse("")
                : "";
    }

    private static String lines(List<JsonValue> items, Function<JsonValue, String> line) {
        return items.stream()
                .map(line)
                .filter(text -> !text.isEmpty())
                .limit(LINES)
                .map(Card::clean)
                .collect(Collectors.joining("\n"));
    }

    /** Each metric of the candidate, beside what serves now. */
    private static String metrics(JsonValue shown) {
        var facts = shown.items("evidence").stream()
                .limit(1)
                .flatMap(e -> e.items("facts").stream())
                .filter(f -> f.text("fact").equals(Optional.of("Metric")))
                .toList();
        var live = new LinkedHashMap<String, String>();
        facts.stream()
                .filter(f -> f.text("of").equals(Optional.of("baseline")))
                .forEach(f -> live.put(f.text("name").orElse(""), value(f)));
        return lines(
                facts.stream()
                        .filter(f -> f.text("of").equals(Optional.of("candidate")))
                        .toList(),
                f -> f.text("name").orElse("") + " " + value(f)
                        + Optional.ofNullable(live.get(f.text("name").orElse("")))
                                .map(v -> " (serves now: " + v + ")")
                                .orElse(""));
    }

    private static String value(JsonValue metric) {
        return metric.get("value").map(JsonValue::toJson).orElse("");
    }

    private static List<String> said(JsonValue hold) {
        var out = new ArrayList<String>();
        for (var review : hold.items("reviews")) {
            var why = review.text("comment")
                    .filter(c -> !c.isBlank())
                    .map(c -> ": " + c)
                    .orElse("");
            var earlier = review.get("counts").equals(Optional.of(JsonValue.of(false))) ? " (before it changed)" : "";
            out.add(clean(review.text("reviewer").orElse("") + " "
                    + review.text("state").orElse("") + " it" + earlier + why));
        }
        return out.subList(Math.max(0, out.size() - LINES), out.size());
    }

    /** Without what moves or hides text: control characters and marks of direction. */
    static String clean(String text) {
        var out = text.replaceAll(
                "[\\p{Cntrl}&&[^\\n]]|[\\u061C\\u200B-\\u200F\\u2028-\\u202E\\u2060-\\u2069\\uFEFF]", " ");
        return Shortening.cut(out, LONGEST);
    }
}
