package io.stagegate.gateway.json;

import io.stagegate.core.json.JsonValue;
import io.stagegate.core.json.JsonValue.JsonObject;
import io.stagegate.rules.explain.Explanation;
import io.stagegate.rules.explain.Explanation.Turn;
import io.stagegate.rules.explain.RuleStory;
import io.stagegate.rules.explain.RuleStory.Stop;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;

/** Explanations as JSON. */
public final class ExplanationJson {
    private ExplanationJson() {}

    /** What was decided on one target, and why. */
    public static JsonObject write(String target, Explanation explanation) {
        return JsonObject.EMPTY
                .with("target", target)
                .with("decision", DecisionJson.write(explanation.decision()))
                .with("rules", array(explanation.rules(), ExplanationJson::rule))
                .with("turns", array(explanation.turns(), ExplanationJson::turn));
    }

    private static <T> JsonValue array(List<T> items, Function<T, JsonValue> one) {
        return JsonValue.array(items.stream().map(one).toList());
    }

    private static JsonObject rule(RuleStory story) {
        var rule = story.rule();
        var out = JsonObject.EMPTY
                .with("rule", rule.id())
                .with("name", rule.name())
                .with("source", rule.file() + ":" + rule.line())
                .with("mode", story.mode().name().toLowerCase(Locale.ROOT))
                .with("fired", JsonValue.of(story instanceof RuleStory.Fired));
        return switch (story) {
            case RuleStory.Fired fired ->
                out.with("findings", array(fired.findings(), DecisionJson::write))
                        .with("matches", array(fired.matches(), facts -> array(facts, FactJson::write)));
            case RuleStory.Stopped stopped -> out.with("stop", stop(stopped.stop()));
        };
    }

    private static JsonObject stop(Stop stop) {
        return JsonObject.EMPTY
                .with("line", JsonValue.of(stop.condition().line()))
                .with("condition", stop.condition().text())
                .with("element", stop.element())
                .with("saw", array(stop.saw(), JsonValue::of));
    }

    private static JsonObject turn(Turn turn) {
        return JsonObject.EMPTY
                .with("decision", turn.decision())
                .with("at", turn.what())
                .with("now", turn.now());
    }
}
