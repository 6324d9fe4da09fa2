package io.stagegate.core.platform;

import java.util.Set;

/** What an adapter makes of a request's head. */
public sealed interface Recognition {

    /** The platform's operation, such as {@code mlflow:search-runs}; {@code mlflow:unrecognised} where unknown. */
    String operation();

    /** Streams through untouched: a read, or a write that is known to change nothing that serves. */
    record PassThrough(String operation) implements Recognition {}

    /** The head does not say enough: capture the body and ask {@link Platform#classify}. */
    record NeedsBody(String operation) implements Recognition {}

    /**
     * A write to artifacts. It passes where none of its places holds what serves, and is refused otherwise.
     *
     * @param places what would be written, see {@link ServingArtifacts}
     */
    record ArtifactWrite(String operation, Set<String> places) implements Recognition {
        public ArtifactWrite {
            places = Set.copyOf(places);
        }
    }

    /** Known, and never let through. */
    record Refused(String operation, Notice notice) implements Recognition {}

    /** Not known, and mutating: refused and recorded. */
    record Unrecognised(String operation) implements Recognition {}
}
