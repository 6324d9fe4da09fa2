package io.stagegate.gateway.cli;

import io.stagegate.core.json.JsonValue;
import io.stagegate.core.json.JsonValue.JsonObject;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** How a hold or a promotion ended, in a line. */
final class OutcomeText {
    private OutcomeText() {}

    /** What came of a promotion that was forwarded. */
    static String of(JsonObject promotion) {
        var detail = promotion.text("detail").filter(d -> !d.isEmpty());
        var because = detail.map(d -> ": " + d).orElse("");
        return switch (HoldText.text(promotion, "outcome")) {
            case "applied" ->
                "applied: " + changes(promotion)
                        + promotion
                                .text("snapshot")
                                .map(s -> "; undo it: stagegate restore " + s)
                                .orElse("");
            case "refused" -> "refused by " + HoldText.text(promotion, "upstream") + because + "; nothing is changed";
            case "notApplied" -> "not applied" + because;
            default -> "it is not known whether it was applied" + because + "; look at " + names(promotion);
        };
    }

    private static String changes(JsonObject promotion) {
        return promotion.items("targets").stream()
                .map(target -> change(promotion, target))
                .collect(Collectors.joining(", "));
    }

    private static String change(JsonObject promotion, JsonValue target) {
        var name = HoldText.text(target, "target");
        return target.items("from").equals(target.items("to"))
                ? HoldText.text(promotion, "action") + " of " + name
                : name + " serves " + HoldText.versions(target, "to") + " now";
    }

    private static String names(JsonObject promotion) {
        return promotion.items("targets").stream()
                .map(t -> HoldText.text(t, "target"))
                .collect(Collectors.joining(", "));
    }

    /** What the rules said of what they do not let pass. */
    static String denied(JsonObject promotion) {
        var held =
                promotion.text("hold").isPresent() ? "approved, but the rules deny it now: " : "denied by the rules: ";
        var why = promotion.items("story").reversed().stream()
                .flatMap(r -> decision(r).flatMap(d -> d.text("why")).stream())
                .findFirst();
        return why.filter(_ -> HoldText.text(promotion, "decision").equals("indeterminate"))
                .map(w -> "refused, as it could not be decided: " + w)
                .orElseGet(() -> held + findings(promotion.items("findings"), "deny"));
    }

    /** The decision that a record of the audit tells. */
    static Optional<JsonValue> decision(JsonValue event) {
        return event.get("record").flatMap(r -> r.get("evaluation")).flatMap(e -> e.get("decision"));
    }

    private static String findings(List<JsonValue> findings, String effect) {
        return findings.stream()
                .filter(f -> HoldText.text(f, "effect").equals(effect)
                        && HoldText.text(f, "mode").equals("enforce"))
                .map(f -> HoldText.text(f, "rule") + " (" + HoldText.text(f, "name") + "): "
                        + HoldText.text(f, "message")
                        + f.text("remedy")
                                .filter(r -> !r.isEmpty())
                                .map(r -> "; " + r)
                                .orElse(""))
                .distinct()
                .collect(Collectors.joining("; "));
    }

    /** How a hold ended that nothing was forwarded of. */
    static String ended(JsonObject hold) {
        return switch (HoldText.text(hold, "state")) {
            case "rejected" ->
                "rejected"
                        + hold.items("reviews").reversed().stream()
                                .filter(r -> HoldText.text(r, "state").equals("rejected"))
                                .findFirst()
                                .map(r -> " by " + HoldText.text(r, "reviewer")
                                        + r.text("comment")
                                                .filter(c -> !c.isEmpty())
                                                .map(c -> ": " + c)
                                                .orElse(""))
                                .orElse("");
            case "expired" ->
                "expired at " + HoldText.text(hold, "expiresAt") + " without " + HoldText.requirement(hold);
            case "cancelled" -> "taken back by " + HoldText.requester(hold);
            default -> HoldText.text(hold, "state");
        };
    }
}
