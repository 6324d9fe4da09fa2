package io.stagegate.core.evidence;

/**
 * A tag.
 *
 * @param of which version it belongs to
 * @param on what it was set on: the version, its run or its model
 * @param name the tag's key
 * @param value its value
 */
public record Tag(Version of, On on, String name, String value) implements Fact {
    /** What a tag was set on. */
    public enum On {
        VERSION,
        RUN,
        MODEL
    }
}
