package io.stagegate.gateway.proof;

import java.util.ArrayList;
import java.util.List;

/**
 * The right edge of a Merkle tree, which is all that is needed to add leaves and to know the root: the hashes of the largest
 * complete subtrees from left to right, one for each bit that is set in the size.
 */
public final class Frontier {
    private final List<Hash> peaks;
    private long size;

    private Frontier(long size, List<Hash> peaks) {
        this.size = size;
        this.peaks = new ArrayList<>(peaks);
    }

    /** Told of subtrees that have become complete. */
    @FunctionalInterface
    public interface Completed {
        /**
         * @param level 2 to the power of it is how many leaves the subtree has
         * @param position how many such subtrees stand before it
         */
        void subtree(int level, long position, Hash hash);
    }

    /** Of a tree without leaves. */
    public static Frontier empty() {
        return new Frontier(0, List.of());
    }

    static Frontier of(long size, List<Hash> peaks) {
        if (Long.bitCount(size) != peaks.size()) {
            throw new IllegalArgumentException(peaks.size() + " subtrees do not make a tree of " + size + " leaves");
        }
        return new Frontier(size, peaks);
    }

    public void append(Hash leaf) {
        append(leaf, (_, _, _) -> {});
    }

    public void append(Hash leaf, Completed completed) {
        var hash = leaf;
        var complete = Long.numberOfTrailingZeros(~size);
        for (var level = 1; level <= complete; level++) {
            hash = Hash.ofNode(peaks.removeLast(), hash);
            completed.subtree(level, size >> level, hash);
        }
        peaks.add(hash);
        size++;
    }

    public long size() {
        return size;
    }

    /** The same, to be gone on from without this one being changed. */
    public Frontier copy() {
        return new Frontier(size, peaks);
    }

    public Hash root() {
        return root(peaks);
    }

    static Hash root(List<Hash> peaks) {
        if (peaks.isEmpty()) {
            return Hash.EMPTY;
        }
        var hash = peaks.getLast();
        for (var i = peaks.size() - 2; i >= 0; i--) {
            hash = Hash.ofNode(peaks.get(i), hash);
        }
        return hash;
    }
}
