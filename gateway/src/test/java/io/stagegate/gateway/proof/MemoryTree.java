package io.stagegate.gateway.proof;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** A tree that is stored as the gateway stores one, in memory. */
final class MemoryTree {
    private final Map<Integer, List<Hash>> rows = new TreeMap<>();
    private final Frontier frontier = Frontier.empty();

    void append(Hash leaf) {
        row(0).add(leaf);
        frontier.append(leaf, (level, position, hash) -> {
            if (level % HashTree.TILE == 0) {
                assert row(level).size() == position;
                row(level).add(hash);
            }
        });
    }

    private List<Hash> row(int level) {
        return rows.computeIfAbsent(level, _ -> new ArrayList<>());
    }

    Frontier frontier() {
        return frontier;
    }

    HashTree tree() {
        return new HashTree((level, from, count) -> {
            var row = row(level);
            var begin = (int) Math.min(from, row.size());
            return List.copyOf(row.subList(begin, Math.min(row.size(), begin + count)));
        });
    }
}
