package io.stagegate.gateway.cli;

import io.stagegate.core.json.JsonValue;
import io.stagegate.core.json.JsonValue.JsonObject;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** A hold as a person reads it who has to decide. */
final class HoldText {
    private HoldText() {}

    static void print(JsonObject hold, PrintWriter out) {
        out.println(text(hold, "id") + "  " + text(hold, "state") + "  until " + text(hold, "expiresAt"));
        out.println("asked by  " + requester(hold)
                + (hold.get("requester")
                                .flatMap(r -> r.get("verified"))
                                .map(JsonValue::toJson)
                                .orElse("true")
                                .equals("false")
                        ? " (nobody had to say who they are)"
                        : "")
                + ", " + text(hold, "operation") + " at " + text(hold, "openedAt"));
        for (var target : hold.items("targets")) {
            out.println("changes   " + text(target, "target") + "  " + versions(target, "from") + " -> "
                    + versions(target, "to"));
        }
        hold.get("restore")
                .flatMap(r -> r.text("comment"))
                .filter(c -> !c.isEmpty())
                .ifPresent(why -> out.println("because   " + why));
        metrics(hold, out);
        hold.get("risk").ifPresent(risk -> risk(risk, out));
        for (var finding : hold.items("findings")) {
            if (text(finding, "effect").equals("risk")) {
                continue;
            }
            out.println("  " + text(finding, "effect") + "  " + text(finding, "rule") + " (" + text(finding, "name")
                    + ") " + text(finding, "message") + "  [" + text(finding, "source") + "]");
        }
        out.println("needs     " + requirement(hold));
        var missing = hold.items("missing");
        if (!missing.isEmpty()
                && !missing.equals(
                        hold.get("requirement").map(r -> r.items("approvals")).orElse(missing))) {
            out.println("missing   " + approvals(missing));
        }
        reviewers(hold, out);
        unusual(hold, out);
        hold.text("delayed").ifPresent(why -> out.println("waits     " + why));
        said(hold, out);
    }

    /** Who may fill which place. */
    private static void reviewers(JsonObject hold, PrintWriter out) {
        for (var place : hold.items("places")) {
            var people = new ArrayList<>(
                    place.items("people").stream().map(HoldText::plain).toList());
            if (place.get("others").equals(Optional.of(JsonValue.JsonBoolean.TRUE))) {
                people.add("whoever an OpenID provider says is");
            }
            out.println("may       " + text(place, "text") + ": "
                    + (people.isEmpty() ? "nobody who is known" : String.join(", ", people)));
            place.items("outside").forEach(scope -> out.println("  " + plain(scope)));
        }
        var unfillable = hold.items("unfillable");
        if (!unfillable.isEmpty()) {
            out.println("NOBODY    can give "
                    + unfillable.stream().map(HoldText::plain).collect(Collectors.joining(" and "))
                    + " as things stand: it will expire unless people or groups are changed");
        }
    }

    /** What most holds do not have. */
    private static void unusual(JsonObject hold, PrintWriter out) {
        hold.get("requirement").ifPresent(r -> conditions(r, out));
        hold.get("breakGlass")
                .ifPresent(g -> out.println("released  in an emergency by " + text(g, "person") + " at " + text(g, "at")
                        + ": " + text(g, "reason") + " (" + ratification(g) + ")"));
        if (hold.get("intact").map(JsonValue::toJson).orElse("true").equals("false")) {
            out.println("TAMPERED  what is stored of it was changed behind the gateway: it is never released");
        }
    }

    /** What a requirement says beside who. */
    private static void conditions(JsonValue requirement, PrintWriter out) {
        var excluded = requirement.items("excluded");
        if (!excluded.isEmpty()) {
            out.println("not       " + excluded.stream().map(HoldText::plain).collect(Collectors.joining(", ")));
        }
        if (requirement.get("comment").isPresent()) {
            out.println("comment   every review must say why");
        }
    }

    private static String ratification(JsonValue glass) {
        var state = text(glass, "state");
        return state.equals("open") ? "to be approved by others until " + text(glass, "ratifyBy") : state;
    }

    /** What reviewers have said, and what has changed since they could. */
    private static void said(JsonObject hold, PrintWriter out) {
        for (var review : hold.items("reviews")) {
            out.println("review    " + text(review, "reviewer") + " " + text(review, "state") + " at "
                    + text(review, "at")
                    + (text(review, "comment").isEmpty() ? "" : ": " + text(review, "comment"))
                    + (review.get("counts").map(JsonValue::toJson).orElse("").equals("false")
                            ? " (no longer counts)"
                            : ""));
        }
        for (var difference : hold.items("differences")) {
            out.println("changed   " + plain(difference));
        }
    }

    private static void risk(JsonValue risk, PrintWriter out) {
        out.println("risk      " + risk.get("score").map(JsonValue::toJson).orElse("0"));
        for (var reason : risk.items("reasons")) {
            out.println("  +" + reason.get("points").map(JsonValue::toJson).orElse("") + "  " + text(reason, "rule")
                    + "  " + text(reason, "message"));
        }
    }

    /** Each metric of either version, side by side. */
    private static void metrics(JsonObject hold, PrintWriter out) {
        var evidence = hold.items("evidence").stream().findFirst();
        if (evidence.isEmpty()) {
            return;
        }
        Map<String, String[]> figures = new TreeMap<>();
        for (var fact : evidence.get().items("facts")) {
            if (text(fact, "fact").equals("Metric")) {
                var side = text(fact, "of").toUpperCase(Locale.ROOT).equals("CANDIDATE") ? 0 : 1;
                var name = text(fact, "name") + (text(fact, "dataset").isEmpty() ? "" : " on " + text(fact, "dataset"));
                figures.computeIfAbsent(name, _ -> new String[] {"-", "-"})[side] =
                        fact.get("value").map(JsonValue::toJson).orElse("-");
            }
        }
        figures.forEach((name, pair) -> out.println("metric    " + name + "  " + pair[1] + " -> " + pair[0]));
    }

    /** Such as {@code 1 of ml-leads and 1 of risk}. */
    static String requirement(JsonValue hold) {
        return approvals(hold.get("requirement").map(r -> r.items("approvals")).orElse(List.of()));
    }

    static String approvals(List<JsonValue> approvals) {
        return approvals.stream().map(a -> text(a, "text")).collect(Collectors.joining(" and "));
    }

    /** A number as it is written. */
    static String number(JsonValue json, String field) {
        return json.get(field).map(JsonValue::toJson).orElse("");
    }

    /** Texts of a list, behind one another. */
    static String texts(JsonValue json, String field) {
        return json.items(field).stream().map(HoldText::plain).collect(Collectors.joining(" "));
    }

    /** A text as it is; anything else as JSON. */
    static String plain(JsonValue json) {
        return json instanceof JsonValue.JsonString(var s) ? s : json.toJson();
    }

    static String text(JsonValue json, String field) {
        return json.text(field).orElse("");
    }

    /** The id of who asked for it. */
    static String requester(JsonValue of) {
        return of.get("requester").flatMap(r -> r.text("id")).orElse("");
    }

    static String versions(JsonValue target, String side) {
        var all = target.items(side).stream()
                .map(v -> v instanceof JsonValue.JsonString(var s) ? (s.isEmpty() ? "a new version" : s) : v.toJson())
                .collect(Collectors.joining(", "));
        return all.isEmpty() ? "nothing" : all;
    }
}
