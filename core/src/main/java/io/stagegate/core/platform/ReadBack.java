package io.stagegate.core.platform;

/** What reading the targets tells of a forward whose answer never came. */
public enum ReadBack {
    /** The targets are as the change would make them. */
    APPLIED,
    /** The targets are as they were before. */
    NOT_APPLIED,
    /** Neither: somebody else changed them, or they cannot tell. */
    UNCLEAR
}
