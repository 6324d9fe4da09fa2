package io.stagegate.core.decision;

import io.stagegate.core.decision.Decision.Grounds;
import java.util.List;

/**
 * What the rules make of one look at something that is watched, or of what went around the gateway: restore over ask over tell. Indeterminate is what a judgement is when
 * it could not be made; a person is asked then.
 */
public sealed interface Judgement extends Conclusion {

    /** All is as it should be, or nothing can be said yet. */
    record Leave(Grounds grounds) implements Judgement {}

    /** People are told, and nothing is done. */
    record Tell(Grounds grounds) implements Judgement {}

    /** A person is to say whether what served before is put back. */
    record Ask(Grounds grounds) implements Judgement {}

    /** What served before is put back. */
    record Restore(Grounds grounds) implements Judgement {}

    /** @param why what kept the rules from judging, fit for people */
    record Indeterminate(Grounds grounds, String why) implements Judgement {}

    @Override
    default String word() {
        return switch (this) {
            case Leave _ -> "leave";
            case Tell _ -> "tell";
            case Ask _ -> "ask";
            case Restore _ -> "restore";
            case Indeterminate _ -> "indeterminate";
        };
    }

    @Override
    default List<Finding> decisive() {
        return grounds().findings().stream()
                .filter(Finding::enforced)
                .filter(f -> switch (this) {
                    case Tell _ -> f.effect() instanceof Effect.Tell;
                    case Ask _ -> f.effect() instanceof Effect.Ask;
                    case Restore _ -> f.effect() instanceof Effect.Restore;
                    case Leave _, Indeterminate _ -> false;
                })
                .toList();
    }

    /** What the findings come to, as far as they are enforced. */
    static Judgement of(Grounds grounds) {
        var effects = grounds.findings().stream()
                .filter(Finding::enforced)
                .map(Finding::effect)
                .toList();
        if (any(effects, Effect.Restore.class)) {
            return new Restore(grounds);
        }
        if (any(effects, Effect.Ask.class)) {
            return new Ask(grounds);
        }
        return any(effects, Effect.Tell.class) ? new Tell(grounds) : new Leave(grounds);
    }

    private static boolean any(List<Effect> effects, Class<? extends Effect> kind) {
        return effects.stream().anyMatch(kind::isInstance);
    }
}
