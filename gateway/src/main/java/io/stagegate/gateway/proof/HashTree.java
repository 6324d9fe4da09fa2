package io.stagegate.gateway.proof;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A Merkle tree of which the leaves are stored, and of the complete subtrees those whose level is a multiple of {@value
 * #TILE}. Each row of 256 such hashes is a tile; whatever lies between is computed from one. To be used for one reading of a
 * tree that does not change meanwhile.
 */
public final class HashTree {
    /** Levels of a tile. */
    public static final int TILE = 8;

    private static final int WIDTH = 1 << TILE;

    private final Source source;
    private final Map<Place, List<Hash>> tiles = new HashMap<>();

    /** What is stored. */
    @FunctionalInterface
    public interface Source {
        /**
         * Hashes of neighbouring subtrees, as many as there are up to a number.
         *
         * @param level a multiple of {@value #TILE}; 0 for leaves
         * @param from position of the first
         */
        List<Hash> hashes(int level, long from, int count);
    }

    private record Place(int level, long tile) {}

    /** Hashes that ought to be stored, and are not. */
    public static final class MissingException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        MissingException(int level, long position) {
            super("the hash of the tree at level " + level + ", position " + position + " is not there");
        }
    }

    public HashTree(Source source) {
        this.source = source;
    }

    private List<Hash> tile(int level, long tile) {
        return tiles.computeIfAbsent(
                new Place(level, tile), place -> source.hashes(place.level(), place.tile() * WIDTH, WIDTH));
    }

    private Hash node(int level, long position) {
        var inner = level % TILE;
        var stored = level - inner;
        var first = position << inner;
        var tile = tile(stored, first / WIDTH);
        var from = (int) (first % WIDTH);
        var to = from + (1 << inner);
        if (tile.size() < to) {
            throw new MissingException(stored, first + tile.size() - from);
        }
        var row = tile.subList(from, to);
        while (row.size() > 1) {
            var above = new ArrayList<Hash>(row.size() / 2);
            for (var i = 0; i < row.size(); i += 2) {
                above.add(Hash.ofNode(row.get(i), row.get(i + 1)));
            }
            row = above;
        }
        return row.getFirst();
    }

    /** The right edge of the tree of the first so many leaves. */
    public Frontier frontier(long size) {
        var peaks = new ArrayList<Hash>();
        var begin = 0L;
        for (var level = Long.SIZE - 2; level >= 0; level--) {
            if (((size >> level) & 1) == 1) {
                peaks.add(node(level, begin >> level));
                begin += 1L << level;
            }
        }
        return Frontier.of(size, peaks);
    }

    /** The root of the tree of the first so many leaves. */
    public Hash root(long size) {
        return frontier(size).root();
    }

    /** The hash over a part of the leaves, where that is a subtree: MTH of RFC 6962. */
    private Hash subtree(long begin, long end) {
        var count = end - begin;
        if (Long.bitCount(count) == 1) {
            var level = Long.numberOfTrailingZeros(count);
            return node(level, begin >> level);
        }
        var middle = begin + split(count);
        return Hash.ofNode(subtree(begin, middle), subtree(middle, end));
    }

    /** The largest power of two below a number. */
    private static long split(long count) {
        return Long.highestOneBit(count - 1);
    }

    /**
     * The audit path of a leaf: PATH of RFC 6962 section 2.1.1.
     *
     * @throws IllegalArgumentException if there is no such leaf in a tree of that size
     */
    public List<Hash> inclusion(long index, long size) {
        if (index < 0 || index >= size) {
            throw new IllegalArgumentException("a tree of " + size + " leaves has no leaf " + index);
        }
        var path = new ArrayList<Hash>();
        path(index, 0, size, path);
        return path;
    }

    private void path(long index, long begin, long end, List<Hash> path) {
        if (end - begin == 1) {
            return;
        }
        var middle = begin + split(end - begin);
        if (index < middle) {
            path(index, begin, middle, path);
            path.add(subtree(middle, end));
        } else {
            path(index, middle, end, path);
            path.add(subtree(begin, middle));
        }
    }

    /**
     * What shows that a tree begins with another: PROOF of RFC 6962 section 2.1.2.
     *
     * @throws IllegalArgumentException if the other is empty or the larger one
     */
    public List<Hash> consistency(long first, long second) {
        if (first < 1 || first > second) {
            throw new IllegalArgumentException("a tree of " + second + " leaves does not begin with one of " + first);
        }
        var proof = new ArrayList<Hash>();
        if (first < second) {
            proof(first, 0, second, true, proof);
        }
        return proof;
    }

    /** SUBPROOF: {@code known} says that whoever checks has the hash of the part already. */
    private void proof(long first, long begin, long end, boolean known, List<Hash> proof) {
        if (first == end) {
            if (!known) {
                proof.add(subtree(begin, end));
            }
            return;
        }
        var middle = begin + split(end - begin);
        if (first <= middle) {
            proof(first, begin, middle, known, proof);
            proof.add(subtree(middle, end));
        } else {
            proof(first, middle, end, false, proof);
            proof.add(subtree(begin, middle));
        }
    }
}
