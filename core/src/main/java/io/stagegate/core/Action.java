package io.stagegate.core;

import java.util.Locale;

/** What kind of change is asked for, in words that mean the same on every platform. */
public enum Action {
    /** Another version would serve in a target. */
    PROMOTE,
    /** A target would serve nothing any more, its slot being emptied. */
    DEMOTE,
    /** A version or a model would be deleted, and with it what it serves. */
    DELETE,
    /** A model would be renamed, and with it every target of it. */
    RENAME,
    /** A tag that approvals or rules rely on would be written. */
    TAG,
    /** A target would be put back to a snapshot. */
    RESTORE;

    /** The lower-case word of the API, the CLI and the audit record. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
