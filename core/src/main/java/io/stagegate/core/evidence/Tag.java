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
        /** On the version itself. */
        VERSION,
        /** On the run that made it. */
        RUN,
        /** On the registered model, and so on all its versions. */
        MODEL
    }
}
