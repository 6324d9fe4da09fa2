package io.stagegate.core.evidence;

/** Which of the two versions of a promotion a fact is about. */
public enum Version {
    /** The version that would serve. */
    CANDIDATE,
    /** The version that serves now. */
    BASELINE
}
