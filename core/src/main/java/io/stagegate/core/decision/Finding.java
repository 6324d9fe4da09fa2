package io.stagegate.core.decision;

/**
 * What one rule says about one target.
 *
 * @param rule who says it
 * @param effect what it does
 * @param message why, fit for the person whose request it is
 * @param remedy what that person can do about it; may be empty
 * @param mode how much it counts
 */
public record Finding(RuleRef rule, Effect effect, String message, String remedy, Mode mode) {
    public boolean enforced() {
        return mode == Mode.ENFORCE;
    }
}
