package io.stagegate.gateway.proof;

import java.util.ArrayList;
import java.util.List;

/** The trees of RFC 6962 as its text defines them, with every hash made anew. */
final class Naive {
    private Naive() {}

    static Hash root(List<byte[]> leaves) {
        return switch (leaves.size()) {
            case 0 -> Hash.EMPTY;
            case 1 -> Hash.ofLeaf(leaves.getFirst());
            default -> {
                var k = split(leaves.size());
                yield Hash.ofNode(root(leaves.subList(0, k)), root(leaves.subList(k, leaves.size())));
            }
        };
    }

    private static int split(int count) {
        var k = 1;
        while (2 * k < count) {
            k *= 2;
        }
        return k;
    }

    static List<Hash> path(int index, List<byte[]> leaves) {
        if (leaves.size() == 1) {
            return List.of();
        }
        var k = split(leaves.size());
        var left = leaves.subList(0, k);
        var right = leaves.subList(k, leaves.size());
        return index < k ? and(path(index, left), root(right)) : and(path(index - k, right), root(left));
    }

    static List<Hash> proof(int first, List<byte[]> leaves) {
        return subproof(first, leaves, true);
    }

    private static List<Hash> subproof(int first, List<byte[]> leaves, boolean whole) {
        if (first == leaves.size()) {
            return whole ? List.of() : List.of(root(leaves));
        }
        var k = split(leaves.size());
        var left = leaves.subList(0, k);
        var right = leaves.subList(k, leaves.size());
        return first <= k
                ? and(subproof(first, left, whole), root(right))
                : and(subproof(first - k, right, false), root(left));
    }

    private static List<Hash> and(List<Hash> hashes, Hash last) {
        var out = new ArrayList<>(hashes);
        out.add(last);
        return out;
    }
}
