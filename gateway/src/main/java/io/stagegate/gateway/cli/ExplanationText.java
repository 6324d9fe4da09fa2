package io.stagegate.gateway.cli;

import io.stagegate.core.json.JsonValue;
import io.stagegate.core.json.JsonValue.JsonArray;
import io.stagegate.core.json.JsonValue.JsonObject;
import io.stagegate.core.json.JsonValue.JsonString;
import java.io.PrintWriter;
import java.util.List;
import java.util.stream.Collectors;

/** Explanations as people read them: what was decided, what would turn it, who spoke and with which facts, and what stopped the others. */
final class ExplanationText {
    private ExplanationText() {}

    static void print(JsonObject explanation, boolean all, PrintWriter out) {
        var look = explanation
                .text("watch")
                .map(watch -> ", " + watch + ", look "
                        + explanation.get("look").map(JsonValue::toJson).orElse(""))
                .orElse("");
        out.println(HoldText.text(explanation, "promotion") + look + " under " + HoldText.text(explanation, "policy"));
        explanation.items("targets").forEach(target -> target(target, all, out));
    }

    private static void target(JsonValue target, boolean all, PrintWriter out) {
        var decision = target.get("decision").orElse(JsonObject.EMPTY);
        out.println();
        out.println(HoldText.text(target, "target") + ": " + HoldText.text(decision, "effect") + ", risk "
                + decision.get("risk")
                        .flatMap(r -> r.get("score"))
                        .map(JsonValue::toJson)
                        .orElse("0"));
        decision.text("why").ifPresent(why -> out.println("  " + why));
        target.items("turns")
                .forEach(t -> out.println("  it would be " + HoldText.text(t, "decision") + " with "
                        + HoldText.text(t, "at") + " (now " + HoldText.text(t, "now") + ")"));
        var fired =
                target.items("rules").stream().filter(ExplanationText::isFired).toList();
        fired.forEach(rule -> fired(rule, out));
        var stopped = target.items("rules").stream().filter(r -> !isFired(r)).toList();
        if (all) {
            stopped.forEach(rule -> stopped(rule, out));
        } else if (!stopped.isEmpty()) {
            out.println("  " + stopped.size() + " rules did not speak: --all says what stopped each");
        }
    }

    private static boolean isFired(JsonValue rule) {
        return rule.get("fired").filter(JsonValue.JsonBoolean.TRUE::equals).isPresent();
    }

    private static void head(JsonValue rule, String word, PrintWriter out) {
        var mode = HoldText.text(rule, "mode");
        out.println("  " + HoldText.text(rule, "rule") + "  " + HoldText.text(rule, "name") + "  ("
                + HoldText.text(rule, "source") + (mode.equals("enforce") ? "" : ", " + mode) + ")" + word);
    }

    private static void fired(JsonValue rule, PrintWriter out) {
        head(rule, "", out);
        var findings = rule.items("findings");
        findings.forEach(f -> out.println("    " + said(f)));
        if (findings.isEmpty()) {
            out.println("    its conditions are met, and it says nothing");
        }
        rule.items("matches").stream()
                .flatMap(match -> ((JsonArray) match).elements().stream())
                .distinct()
                .forEach(fact -> out.println("      with " + fact(fact)));
    }

    private static String said(JsonValue finding) {
        var points = finding.get("points")
                .map(JsonValue::toJson)
                .map(p -> p.startsWith("-") ? " " + p : " +" + p)
                .orElse("");
        var mode = finding.text("mode")
                .filter(m -> !m.equals("enforce"))
                .map(m -> " [" + m + "]")
                .orElse("");
        return HoldText.text(finding, "effect") + points + mode + ": " + HoldText.text(finding, "message");
    }

    private static void stopped(JsonValue rule, PrintWriter out) {
        var stop = rule.get("stop").orElse(JsonObject.EMPTY);
        head(rule, " did not speak", out);
        var condition = HoldText.text(stop, "condition");
        out.println("    line " + stop.get("line").map(JsonValue::toJson).orElse("") + ": " + condition);
        if (!condition.equals(HoldText.text(stop, "element"))) {
            out.println("      in " + HoldText.text(stop, "element"));
        }
        var saw = stop.items("saw");
        saw.forEach(s -> out.println("      saw " + HoldText.plain(s)));
        if (saw.isEmpty()) {
            out.println("      " + (condition.matches("\\w+") ? "there is none" : "nothing meets it"));
        }
    }

    /** A fact with all of its components that say something. */
    private static String fact(JsonValue fact) {
        if (!(fact instanceof JsonObject object)) {
            return "";
        }
        return HoldText.text(object, "fact")
                + object.members().entrySet().stream()
                        .filter(m -> !m.getKey().equals("fact"))
                        .filter(m -> !m.getValue().equals(new JsonString("")))
                        .filter(m -> !(m.getValue() instanceof JsonArray(List<JsonValue> items) && items.isEmpty()))
                        .map(m -> m.getKey() + " " + m.getValue().toJson())
                        .collect(Collectors.joining(", ", " ", ""));
    }
}
