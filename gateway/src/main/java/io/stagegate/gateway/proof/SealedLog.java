package io.stagegate.gateway.proof;

import io.stagegate.core.json.JsonValue.JsonObject;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** The audit with its proofs, to be read: records by their index, hashes, and what was signed. */
public interface SealedLog {

    /**
     * A signed checkpoint.
     *
     * @param note as it was signed
     * @param at when
     */
    record Sealed(Checkpoint checkpoint, String note, Instant at) {}

    /**
     * A record in its place.
     *
     * @param path its audit path, where it was asked for
     * @param record empty where it is not there any more
     */
    record Entry(long index, Hash hash, Optional<List<Hash>> path, Optional<JsonObject> record) {}

    /** The last one; empty where nothing is signed yet. */
    Optional<Sealed> checkpoint();

    /** Those of sizes above the first number and up to the second, in order; as they are stored, whatever they say. */
    List<Noted> checkpoints(long above, long upTo);

    /** A checkpoint as it is stored, and of how many records it is to be. */
    record Noted(long size, String note) {}

    /** Proof that a record is in the tree of a size; empty where there is none such. */
    Optional<Entry> inclusion(long index, long size);

    /**
     * Proof that one tree begins with another; empty where there are none of these sizes. The roots are not given: who asks has
     * them, signed.
     */
    Optional<List<Hash>> consistency(long first, long second);

    /**
     * Records from an index on.
     *
     * @param provedIn size of the tree that their audit paths are of; empty where none are wanted
     */
    List<Entry> entries(long from, long to, int limit, Optional<Long> provedIn);

    /** Indexes of the first record from a time on and behind the last one before another; both within a size. */
    Span span(Optional<Instant> from, Optional<Instant> to, long size);

    /** From an index up to and without another. */
    record Span(long from, long to) {}

    /** The index of the record with that id; empty where it has no place yet. */
    Optional<Long> indexOf(long record);
}
