package io.stagegate.gateway.proof;

import java.util.List;

/**
 * What an export is checked with.
 *
 * @param keys those that are trusted; none, and the keys that the export itself names are taken
 * @param known checkpoints of earlier times, signed by trusted keys, that the log has to agree with
 * @param retainedFrom records before this index may be gone; their hashes have to be there
 */
public record Trust(List<LogKey> keys, List<SignedNote> known, long retainedFrom) {
    public Trust {
        keys = List.copyOf(keys);
        known = List.copyOf(known);
    }
}
