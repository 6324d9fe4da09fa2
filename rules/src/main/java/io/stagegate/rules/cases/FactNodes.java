package io.stagegate.rules.cases;

import io.stagegate.rules.YamlReading;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;

/**
 * The facts of a case as they are written.
 *
 * @param facts in the order in which they stand
 */
record FactNodes(List<FactNode> facts) {
    static final FactNodes NONE = new FactNodes(List.of());

    FactNodes {
        facts = List.copyOf(facts);
    }

    /** Reads a mapping of kinds, each with one fact or a list of them. */
    static FactNodes read(YamlReading reading, Node node, String what) {
        var out = new ArrayList<FactNode>();
        reading.mapping(node, what, FactNode.KINDS.keySet()).forEach((name, entry) -> {
            var kind = Optional.ofNullable(FactNode.KINDS.get(name)).orElseThrow();
            var known = FactNode.components(kind).stream().map(c -> c.getName()).toList();
            var items = entry.value() instanceof MappingNode ? List.of(entry.value()) : reading.items(entry.value());
            for (var item : items) {
                var written = new LinkedHashMap<String, Node>();
                reading.mapping(item, "a " + name, known).forEach((key, value) -> written.put(key, value.value()));
                out.add(new FactNode(kind, item, written));
            }
        });
        return new FactNodes(out);
    }

    /** These, with others added to them or put over those that mean the same. */
    FactNodes with(FactNodes others, YamlReading reading) {
        var out = new ArrayList<>(facts);
        for (var other : others.facts) {
            if (isRoot(other)) {
                out.removeIf(f -> isRoot(f) && !f.kind().equals(other.kind()));
            }
            var same = out.stream().filter(other::means).toList();
            switch (same.size()) {
                case 0 -> out.add(other);
                case 1 -> out.set(out.indexOf(same.getFirst()), other.over(same.getFirst()));
                default ->
                    reading.problem(
                            other.where(),
                            "it is not said which " + other.kind().getSimpleName() + " of several is meant",
                            "write more of what tells them apart");
            }
        }
        return new FactNodes(out);
    }

    /** These, without those that have all that one of the others says; one that leaves nothing out is a problem. */
    FactNodes without(FactNodes others, YamlReading reading) {
        var out = new ArrayList<>(facts);
        for (var other : others.facts) {
            if (!out.removeIf(other::covers)) {
                reading.problem(
                        other.where(),
                        "no " + other.kind().getSimpleName() + " is given that this would leave out",
                        "take it out, or write what is given");
            }
        }
        return new FactNodes(out);
    }

    private static boolean isRoot(FactNode fact) {
        return FactNode.ROOTS.contains(fact.kind());
    }
}
