package io.stagegate.core.platform;

/** What an upstream's answer to a forward means. */
public enum Settlement {
    /** It did what was asked. */
    APPLIED,
    /** It said no and changed nothing. */
    REFUSED,
    /** Cannot be told from the answer: read back. */
    UNKNOWN
}
