package io.stagegate.gateway.json;

import io.stagegate.core.decision.Decision;
import io.stagegate.core.decision.Effect;
import io.stagegate.core.decision.Finding;
import io.stagegate.core.json.JsonValue;
import io.stagegate.core.json.JsonValue.JsonObject;
import java.util.Locale;

/** Decisions and findings as JSON. Written only: a decision is made, never read back as one. */
public final class DecisionJson {
    private DecisionJson() {}

    public static JsonObject write(Decision decision) {
        var grounds = decision.grounds();
        var out = JsonObject.EMPTY
                .with("effect", decision.word())
                .with("policy", grounds.policy())
                .with("risk", risk(grounds))
                .with(
                        "findings",
                        JsonValue.array(grounds.findings().stream()
                                .map(DecisionJson::write)
                                .toList()));
        return switch (decision) {
            case Decision.Hold(var _, var requirement) -> out.with("requirement", RequirementJson.write(requirement));
            case Decision.Indeterminate(var _, var why) -> out.with("why", why);
            case Decision.Permit _, Decision.Deny _ -> out;
        };
    }

    /** The score and what it is made of. */
    private static JsonObject risk(Decision.Grounds grounds) {
        var reasons = grounds.findings().stream()
                .filter(f -> f.enforced() && f.effect() instanceof Effect.Points)
                .map(f -> JsonObject.EMPTY
                        .with("points", JsonValue.of(((Effect.Points) f.effect()).points()))
                        .with("rule", f.rule().id())
                        .with("message", f.message()))
                .toList();
        return JsonObject.EMPTY.with("score", JsonValue.of(grounds.risk())).with("reasons", JsonValue.array(reasons));
    }

    public static JsonObject write(Finding finding) {
        var rule = finding.rule();
        var out = JsonObject.EMPTY
                .with("rule", rule.id())
                .with("name", rule.name())
                .with("source", rule.file() + ":" + rule.line())
                .with("effect", finding.effect().word())
                .with("message", finding.message())
                .with("remedy", finding.remedy())
                .with("mode", finding.mode().name().toLowerCase(Locale.ROOT));
        return switch (finding.effect()) {
            case Effect.Points(var points) -> out.with("points", JsonValue.of(points));
            case Effect.Hold(var requirement) -> out.with("requirement", RequirementJson.write(requirement));
            case Effect.Deny _, Effect.Warn _, Effect.Permit _ -> out;
        };
    }
}
