package io.stagegate.core.decision;

import java.util.List;
import java.util.Optional;

/** How much a rule's word counts. */
public enum Mode {
    /** It decides. */
    ENFORCE,
    /** It is told to the client as a warning and does not decide. */
    WARN,
    /** It is recorded only. */
    SHADOW,
    /** It would decide, and an approved waiver keeps it from that. No rule is written so. */
    WAIVED;

    /** Those that a rule or a file can be given. */
    public static final List<Mode> WRITABLE = List.of(ENFORCE, WARN, SHADOW);

    /**
     * A mode as policy authors write it.
     *
     * @return empty where there is none of that name that a rule can be given
     */
    public static Optional<Mode> written(String word) {
        return WRITABLE.stream()
                .filter(mode -> mode.name().equalsIgnoreCase(word))
                .findFirst();
    }
}
