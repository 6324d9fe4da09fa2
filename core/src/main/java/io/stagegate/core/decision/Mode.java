package io.stagegate.core.decision;

/** How much a rule's word counts. */
public enum Mode {
    /** It decides. */
    ENFORCE,
    /** It is told to the client as a warning and does not decide. */
    WARN,
    /** It is recorded only. */
    SHADOW
}
