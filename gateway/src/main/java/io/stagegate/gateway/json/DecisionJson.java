package io.stagegate.gateway.json;

import io.stagegate.core.decision.Conclusion;
import io.stagegate.core.decision.Decision;
import io.stagegate.core.decision.Effect;
import io.stagegate.core.decision.Finding;
import io.stagegate.core.json.JsonValue;
import io.stagegate.core.json.JsonValue.JsonObject;
import java.util.Locale;
import java.util.Optional;

/** Decisions and findings as JSON. Written only: a decision is made, never read back as one. */
public final class DecisionJson {
    private DecisionJson() {}

    /** A decision, or the judgement on a look. */
    public static JsonObject write(Conclusion decision) {
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
        var told = decision.obstacle().map(why -> out.with("why", why)).orElse(out);
        return decision instanceof Decision.Hold(var _, var requirement)
                ? told.with("requirement", RequirementJson.write(requirement))
                : told;
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
        return detail(finding.effect())
                .map(detail -> out.with(detail.name(), detail.value()))
                .orElse(out);
    }

    /**
     * What there is to an effect beside its word.
     *
     * @param name the member that it is written as
     */
    public record Detail(String name, JsonValue value) {}

    /** What there is to an effect beside its word; empty where there is nothing. */
    public static Optional<Detail> detail(Effect effect) {
        return switch (effect) {
            case Effect.Points(var points) -> Optional.of(new Detail("points", JsonValue.of(points)));
            case Effect.Hold(var requirement) ->
                Optional.of(new Detail("requirement", RequirementJson.write(requirement)));
            case Effect.Watch(var plan) -> Optional.of(new Detail("watch", WatchPlanJson.write(plan)));
            case Effect.Deny _, Effect.Warn _, Effect.Permit _, Effect.Restore _, Effect.Ask _, Effect.Tell _ ->
                Optional.empty();
        };
    }
}
