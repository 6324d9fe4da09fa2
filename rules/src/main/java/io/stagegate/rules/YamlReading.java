package io.stagegate.rules;

import java.io.StringReader;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeId;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;

/** One reading of a YAML file, which gathers everything that is wrong, each with its place. */
public final class YamlReading {
    private final Mistake mistake;
    private final String file;
    private final List<Diagnostic> problems = new ArrayList<>();

    /** @param mistake what everything that is wrong with such a file is a mistake of */
    public YamlReading(Mistake mistake, String file) {
        this.mistake = mistake;
        this.file = file;
    }

    /** A mapping's entry: where its key stands, and its value. */
    public record Entry(Node key, Node value) {}

    /** All of them, in the order in which they were found, each once. */
    public List<Diagnostic> problems() {
        return problems;
    }

    /** The root of the file; empty where it is no YAML or has nothing in it. */
    public Optional<Node> root(String text) {
        try {
            return Optional.ofNullable(
                    new Yaml(new SafeConstructor(new LoaderOptions())).compose(new StringReader(text)));
        } catch (MarkedYAMLException e) {
            var last = Math.max(1, (int) text.lines().count());
            var mark = Optional.ofNullable(e.getProblemMark());
            problem(
                    mark.map(m -> Math.min(last, m.getLine() + 1)).orElse(1),
                    mark.map(m -> m.getColumn() + 1).orElse(1),
                    "this is no YAML: " + e.getProblem(),
                    "");
            return Optional.empty();
        }
    }

    /** The entries of a mapping by key; an unknown key is a problem, and so is a node that is no mapping. */
    public Map<String, Entry> mapping(Node node, String what, Collection<String> known) {
        var out = new LinkedHashMap<String, Entry>();
        if (!(node instanceof MappingNode mapping)) {
            if (!isEmpty(node)) {
                problem(node, what + " is no mapping", "write keys and values: " + String.join(", ", known));
            }
            return out;
        }
        for (var tuple : mapping.getValue()) {
            var key = scalar(tuple.getKeyNode());
            if (!known.contains(key)) {
                problem(tuple.getKeyNode(), "unknown key " + key + " in " + what, Suggestion.of(key, known));
            } else if (out.putIfAbsent(key, new Entry(tuple.getKeyNode(), tuple.getValueNode())) != null) {
                problem(tuple.getKeyNode(), key + " stands twice in " + what, "take one of them out");
            }
        }
        return out;
    }

    /** The items of a list; a single thing is a list of one. */
    public List<Node> items(Node node) {
        return node instanceof SequenceNode sequence ? sequence.getValue() : isEmpty(node) ? List.of() : List.of(node);
    }

    /** The texts of a list. */
    public List<String> texts(Node node) {
        return items(node).stream().map(this::text).toList();
    }

    /** The text of a scalar; anything else is a problem. */
    public String text(Node node) {
        if (node.getNodeId() != NodeId.scalar) {
            problem(node, "this is no single value", "write one text or number");
        }
        return scalar(node);
    }

    /** The text of a scalar; empty for anything else. */
    public static String scalar(Node node) {
        return node instanceof ScalarNode scalar ? scalar.getValue() : "";
    }

    private static boolean isEmpty(Node node) {
        return node instanceof ScalarNode scalar
                && scalar.isPlain()
                && scalar.getValue().isBlank();
    }

    /** Adds what is wrong with a node. */
    public void problem(Node node, String what, String how) {
        problem(line(node), node.getStartMark().getColumn() + 1, what, how);
    }

    /** Adds what is wrong at a place, both counted from 1. */
    public void problem(int line, int column, String what, String how) {
        var problem = new Diagnostic(mistake, file, line, column, what, how);
        if (!problems.contains(problem)) {
            problems.add(problem);
        }
    }

    /** The line of a node, from 1. */
    public static int line(Node node) {
        return node.getStartMark().getLine() + 1;
    }
}
