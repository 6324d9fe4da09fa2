package io.stagegate.gateway.proof;

import java.util.List;
import java.util.Optional;

/** Checks proofs with nothing at hand but roots, as RFC 9162 section 2.1 words it for the trees of RFC 6962. */
public final class Proofs {
    private Proofs() {}

    /** Whether a leaf is at that index of the tree with that size and root. */
    public static boolean includes(Hash leaf, long index, long size, Hash root, List<Hash> path) {
        if (index < 0 || index >= size) {
            return false;
        }
        var node = index;
        var last = size - 1;
        var hash = leaf;
        for (var sibling : path) {
            if (last == 0) {
                return false;
            }
            if ((node & 1) == 1 || node == last) {
                hash = Hash.ofNode(sibling, hash);
                while ((node & 1) == 0 && node != 0) {
                    node >>= 1;
                    last >>= 1;
                }
            } else {
                hash = Hash.ofNode(hash, sibling);
            }
            node >>= 1;
            last >>= 1;
        }
        return last == 0 && hash.equals(root);
    }

    /** Whether the second tree begins with the first. An empty first tree begins every other. */
    public static boolean extend(long first, Hash firstRoot, long second, Hash secondRoot, List<Hash> proof) {
        if (first < 0 || first > second) {
            return false;
        }
        if (first == second) {
            return proof.isEmpty() && firstRoot.equals(secondRoot);
        }
        if (first == 0) {
            return proof.isEmpty() && firstRoot.equals(Hash.EMPTY);
        }
        // A complete first tree is a node of the second, and its hash is not sent.
        var known = Long.bitCount(first) == 1
                ? Optional.of(firstRoot)
                : proof.stream().findFirst();
        var rest = Long.bitCount(first) == 1 ? proof : proof.subList(Math.min(1, proof.size()), proof.size());
        return known.isPresent() && climbs(first, firstRoot, second, secondRoot, known.get(), rest);
    }

    private static boolean climbs(
            long first, Hash firstRoot, long second, Hash secondRoot, Hash known, List<Hash> proof) {
        var whole = Long.numberOfTrailingZeros(first);
        var node = (first - 1) >> whole;
        var last = (second - 1) >> whole;
        var old = known;
        var now = known;
        for (var sibling : proof) {
            if (last == 0) {
                return false;
            }
            if ((node & 1) == 1 || node == last) {
                old = Hash.ofNode(sibling, old);
                now = Hash.ofNode(sibling, now);
                while ((node & 1) == 0 && node != 0) {
                    node >>= 1;
                    last >>= 1;
                }
            } else {
                now = Hash.ofNode(now, sibling);
            }
            node >>= 1;
            last >>= 1;
        }
        return last == 0 && old.equals(firstRoot) && now.equals(secondRoot);
    }
}
