package io.stagegate.rules.dsl;

import io.stagegate.core.decision.Effect;
import java.util.Objects;
import java.util.function.Consumer;

/** What the rules of one decision say, as {@code decision}. Belongs to one session on one thread. */
public final class DecisionBook {
    private final Consumer<Saying> said;

    /** @param said told of each saying when it is begun */
    public DecisionBook(Consumer<Saying> said) {
        this.said = said;
    }

    /** One thing a rule says; what to do about it may follow. */
    public static sealed class Saying permits Watching {
        private final Effect effect;
        private final String message;
        private String remedy = "";

        Saying(Effect effect, String message) {
            this.effect = effect;
            this.message = message;
        }

        /** What the person whose request it is can do about it. */
        public void remedy(String how) {
            remedy = Objects.requireNonNull(how, "remedy(null)");
        }

        /** What it does. */
        public Effect effect() {
            return effect;
        }

        /** Why. */
        public String message() {
            return message;
        }

        /** What to do about it; may be empty. */
        public String remedy() {
            return remedy;
        }
    }

    /** It may go on, if nothing else speaks against it. Of a watch: this is as it should be. Of a drift: it may stay so. */
    public Saying permit(String why) {
        return say(new Effect.Permit(), why);
    }

    /** It may not go on, whatever else is said. */
    public Saying deny(String why) {
        return say(new Effect.Deny(), why);
    }

    /** People have to approve first. */
    public Saying hold(String why, Approvals approvals) {
        return say(new Effect.Hold(approvals.requirement()), why);
    }

    /** Told, never decisive. */
    public Saying warn(String why) {
        return say(new Effect.Warn(), why);
    }

    /**
     * What serves once it is applied is watched.
     *
     * @param length for how long, from when the platform has confirmed it: a number and s, m, h or d
     */
    public Watching watch(String length) {
        return say(new Watching(length));
    }

    /** Of a watch or a drift: what served before is put back. */
    public Saying restore(String why) {
        return say(new Effect.Restore(), why);
    }

    /** Of a watch or a drift: a person is to say whether what served before is put back. */
    public Saying ask(String why) {
        return say(new Effect.Ask(), why);
    }

    /** Of a watch or a drift: people are told. */
    public Saying tell(String why) {
        return say(new Effect.Tell(), why);
    }

    Saying say(Effect effect, String why) {
        return say(new Saying(effect, Objects.requireNonNull(why, "a rule must say why")));
    }

    private <S extends Saying> S say(S saying) {
        said.accept(saying);
        return saying;
    }
}
