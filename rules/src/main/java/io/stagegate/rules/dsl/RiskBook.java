package io.stagegate.rules.dsl;

import io.stagegate.core.decision.Effect;

/** The risk points of one decision, as {@code risk}. */
public final class RiskBook {
    private final DecisionBook decision;

    public RiskBook(DecisionBook decision) {
        this.decision = decision;
    }

    /** Adds points to the score that the second pass sees; the sum is never below 0. */
    public DecisionBook.Saying add(int points, String why) {
        return decision.say(new Effect.Points(points), why);
    }
}
