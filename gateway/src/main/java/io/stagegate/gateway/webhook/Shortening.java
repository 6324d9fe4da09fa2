package io.stagegate.gateway.webhook;

import io.stagegate.core.json.JsonValue;
import io.stagegate.core.json.JsonValue.JsonArray;
import io.stagegate.core.json.JsonValue.JsonObject;
import io.stagegate.core.json.JsonValue.JsonString;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;

/**
 * Makes what is told small enough to be taken: receivers of Standard Webhooks expect less than 20 kB. What is least needed to
 * decide goes first, a step at a time, until it fits; {@code shortened} then names what is not whole.
 */
public final class Shortening {
    /** Leaves room for what is around it: type, time, address and token. */
    static final int LARGEST = 18_000;

    private static final int TEXT = 200;
    private static final int ITEMS = 20;

    private Shortening() {}

    /** A step, and what is not whole after it. */
    private record Step(String what, UnaryOperator<JsonObject> cut) {}

    private static List<Step> steps() {
        return List.of(
                new Step("evidence", whole -> facts(whole, kind -> !kind.equals("Tag") && !kind.equals("Param"))),
                new Step("evidence", whole -> facts(whole, "Metric"::equals)),
                new Step("texts", whole -> (JsonObject) texts(whole)),
                new Step("request", whole -> replaced(whole, "request", JsonObject.EMPTY)),
                new Step("reviews", whole -> last(whole, "reviews")),
                new Step("differences", whole -> first(whole, "differences")),
                new Step("evidence", whole -> first(facts(whole, _ -> false), "evidence")),
                new Step("findings", whole -> first(whole, "findings")),
                new Step("targets", whole -> first(whole, "targets")),
                new Step("evidence", whole -> replaced(whole, "evidence", JsonArray.EMPTY)),
                new Step("findings", whole -> replaced(whole, "findings", JsonArray.EMPTY)),
                new Step("risk", whole -> replaced(whole, "risk", JsonObject.EMPTY)));
    }

    /** The same, or as much of it as fits. */
    public static JsonObject fit(JsonObject whole) {
        var out = whole;
        var cut = new ArrayList<JsonValue>();
        for (var step : steps()) {
            if (size(out) <= LARGEST) {
                break;
            }
            var shorter = step.cut().apply(out);
            var what = JsonValue.of(step.what());
            if (!shorter.equals(out) && !cut.contains(what)) {
                cut.add(what);
            }
            out = shorter;
        }
        return cut.isEmpty() ? out : out.with("shortened", JsonValue.array(cut));
    }

    static int size(JsonObject value) {
        return value.toJson().getBytes(StandardCharsets.UTF_8).length;
    }

    /** With those facts only whose kind is kept. */
    private static JsonObject facts(JsonObject whole, Predicate<String> kept) {
        var evidence = whole.items("evidence").stream()
                .map(target -> replaced(
                        (JsonObject) target,
                        "facts",
                        JsonValue.array(target.items("facts").stream()
                                .filter(f -> kept.test(f.text("fact").orElse("")))
                                .toList())))
                .toList();
        return replaced(whole, "evidence", JsonValue.array(evidence));
    }

    private static JsonObject first(JsonObject whole, String name) {
        return replaced(
                whole,
                name,
                JsonValue.array(whole.items(name).stream().limit(ITEMS).toList()));
    }

    private static JsonObject last(JsonObject whole, String name) {
        var items = whole.items(name);
        return replaced(whole, name, JsonValue.array(items.subList(Math.max(0, items.size() - ITEMS), items.size())));
    }

    /** With another value of a member that it has. */
    private static JsonObject replaced(JsonObject whole, String name, JsonValue value) {
        return whole.members().containsKey(name) ? whole.with(name, value) : whole;
    }

    /** With every long text cut, but for those that are ids. */
    private static JsonValue texts(JsonValue value) {
        return switch (value) {
            case JsonObject(var members) -> {
                var out = new LinkedHashMap<String, JsonValue>();
                members.forEach((name, member) -> out.put(name, texts(member)));
                yield new JsonObject(out);
            }
            case JsonArray(var elements) ->
                JsonValue.array(elements.stream().map(Shortening::texts).toList());
            case JsonString(var text) -> new JsonString(cut(text, TEXT));
            default -> value;
        };
    }

    /** The beginning of a text, never half of a character. */
    public static String cut(String text, int most) {
        if (text.codePointCount(0, text.length()) <= most) {
            return text;
        }
        return text.substring(0, text.offsetByCodePoints(0, most)) + "…";
    }
}
