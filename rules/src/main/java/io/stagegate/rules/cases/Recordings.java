package io.stagegate.rules.cases;

import io.stagegate.core.evidence.Fact;
import java.util.List;
import java.util.Optional;

/** Decisions that a gateway has recorded. */
@FunctionalInterface
public interface Recordings {
    /** Where there are none. */
    Recordings NONE = (_, _) -> Optional.empty();

    /**
     * The facts of a recorded decision.
     *
     * @param promotion the promotion's id
     * @param target which of its targets, as people write it; empty for its only one
     * @return empty where there is no such promotion, or not just one target
     */
    Optional<List<Fact>> facts(String promotion, String target);
}
