package io.stagegate.gateway.replay;

import io.stagegate.core.decision.Conclusion;
import io.stagegate.core.decision.Decision;
import io.stagegate.core.decision.Finding;
import io.stagegate.core.json.JsonValue;
import io.stagegate.core.json.JsonValue.JsonNumber;
import io.stagegate.core.json.JsonValue.JsonObject;
import io.stagegate.gateway.json.DecisionJson;
import io.stagegate.gateway.json.DecisionJson.Detail;
import io.stagegate.gateway.json.RequirementJson;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What counts of a decision where two are compared: not the policy's digest, nor the lines that rules stand on, nor what does
 * not decide.
 *
 * @param effect {@code permit}, {@code hold}, {@code deny} or {@code indeterminate}
 * @param risk the score
 * @param requirement who has to approve; only of a hold
 * @param why what kept the rules from deciding; empty where they did
 * @param spoken the enforced findings
 */
record Verdict(String effect, int risk, Optional<JsonValue> requirement, String why, List<Spoken> spoken) {
    /**
     * An enforced finding.
     *
     * @param source where its rule stands
     */
    record Spoken(Said said, String source) {}

    /**
     * What a rule said.
     *
     * @param more points, the requirement, or the plan of a watch
     */
    record Said(String rule, String effect, String message, String remedy, Optional<JsonValue> more) {}

    static Verdict of(JsonObject decision) {
        var spoken = new ArrayList<Spoken>();
        decision.items("findings").stream()
                .filter(f -> f.text("mode").equals(Optional.of("enforce")))
                .forEach(f -> spoken.add(new Spoken(said(f), f.text("source").orElse(""))));
        return new Verdict(
                decision.text("effect").orElse(""),
                decision.get("risk")
                        .flatMap(r -> r.get("score"))
                        .map(Verdict::number)
                        .orElse(0),
                decision.get("requirement"),
                decision.text("why").orElse(""),
                spoken);
    }

    /** The same of a decision that is not recorded; not by way of its JSON, as it is made for each of very many. */
    static Verdict of(Conclusion decision) {
        var spoken = new ArrayList<Spoken>();
        decision.grounds().findings().stream()
                .filter(Finding::enforced)
                .forEach(f -> spoken.add(
                        new Spoken(said(f), f.rule().file() + ":" + f.rule().line())));
        return new Verdict(
                decision.word(),
                decision.grounds().risk(),
                decision instanceof Decision.Hold(var _, var requirement)
                        ? Optional.of(RequirementJson.write(requirement))
                        : Optional.empty(),
                decision.obstacle().orElse(""),
                spoken);
    }

    private static Said said(Finding finding) {
        var more = DecisionJson.detail(finding.effect()).map(Detail::value);
        return new Said(finding.rule().id(), finding.effect().word(), finding.message(), finding.remedy(), more);
    }

    /** Whether nothing differs that anybody would notice. */
    boolean same(Verdict other) {
        return effect.equals(other.effect)
                && risk == other.risk
                && requirement.equals(other.requirement)
                && (inOrder().equals(other.inOrder()) || said().equals(other.said()));
    }

    /** What was said, in whatever order. */
    Set<Said> said() {
        return Set.copyOf(inOrder());
    }

    /** Mostly both are in the same order, and need not be searched. */
    private List<Said> inOrder() {
        return spoken.stream().map(Spoken::said).toList();
    }

    private static Said said(JsonValue finding) {
        return new Said(
                finding.text("rule").orElse(""),
                finding.text("effect").orElse(""),
                finding.text("message").orElse(""),
                finding.text("remedy").orElse(""),
                finding.get("points").or(() -> finding.get("requirement")).or(() -> finding.get("watch")));
    }

    private static int number(JsonValue value) {
        return value instanceof JsonNumber number ? (int) number.doubleValue() : 0;
    }
}
