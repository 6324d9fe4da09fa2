package io.stagegate.gateway.replay;

import io.stagegate.core.json.JsonValue;
import io.stagegate.core.json.JsonValue.JsonNumber;
import io.stagegate.core.json.JsonValue.JsonObject;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * What counts of a decision where two are compared: not the policy's digest, nor the lines that rules stand on, nor what does
 * not decide.
 *
 * @param effect {@code permit}, {@code hold}, {@code deny} or {@code indeterminate}
 * @param risk the score
 * @param requirement who has to approve; only of a hold
 * @param why what kept the rules from deciding; empty where they did
 * @param said the enforced findings, each with where its rule stands
 */
record Verdict(String effect, int risk, Optional<JsonValue> requirement, String why, Map<Said, String> said) {

    /**
     * What a rule said.
     *
     * @param more points, or the requirement
     */
    record Said(String rule, String effect, String message, String remedy, Optional<JsonValue> more) {}

    static Verdict of(JsonObject decision) {
        var said = new LinkedHashMap<Said, String>();
        decision.items("findings").stream()
                .filter(f -> f.text("mode").equals(Optional.of("enforce")))
                .forEach(f -> said.put(said(f), f.text("source").orElse("")));
        return new Verdict(
                decision.text("effect").orElse(""),
                decision.get("risk")
                        .flatMap(r -> r.get("score"))
                        .map(Verdict::number)
                        .orElse(0),
                decision.get("requirement"),
                decision.text("why").orElse(""),
                said);
    }

    /** Whether nothing differs that anybody would notice. */
    boolean same(Verdict other) {
        return effect.equals(other.effect)
                && risk == other.risk
                && requirement.equals(other.requirement)
                && said.keySet().equals(other.said.keySet());
    }

    private static Said said(JsonValue finding) {
        return new Said(
                finding.text("rule").orElse(""),
                finding.text("effect").orElse(""),
                finding.text("message").orElse(""),
                finding.text("remedy").orElse(""),
                finding.get("points").or(() -> finding.get("requirement")));
    }

    private static int number(JsonValue value) {
        return value instanceof JsonNumber number ? (int) number.doubleValue() : 0;
    }
}
