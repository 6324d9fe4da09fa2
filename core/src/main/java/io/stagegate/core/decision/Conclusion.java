package io.stagegate.core.decision;

import io.stagegate.core.decision.Decision.Grounds;
import java.util.List;
import java.util.Optional;

/** What the rules of a set come to: a decision on a change, or a judgement on how what was changed does. */
public sealed interface Conclusion permits Decision, Judgement {

    /** What every conclusion can show. */
    Grounds grounds();

    /** The lower-case word of the API and the audit record. */
    String word();

    /** The enforced findings that made this what it is; those that people are told. */
    List<Finding> decisive();

    /** What kept the rules from coming to one, fit for people; empty where nothing did. */
    default Optional<String> obstacle() {
        return switch (this) {
            case Decision.Indeterminate(var _, var why) -> Optional.of(why);
            case Judgement.Indeterminate(var _, var why) -> Optional.of(why);
            case Decision _, Judgement _ -> Optional.empty();
        };
    }
}
