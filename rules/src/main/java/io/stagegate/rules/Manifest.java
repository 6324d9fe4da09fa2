package io.stagegate.rules;

import io.stagegate.core.decision.Mode;
import java.io.StringReader;
import java.nio.file.FileSystems;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
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
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;

/**
 * A set's {@code policy.yaml}.
 *
 * @param name the set's name
 * @param permitByDefault what holds where no rule decided
 * @param modes how much the rules of files count, by glob on the path; the first that matches
 */
public record Manifest(String name, boolean permitByDefault, Map<String, Mode> modes) {
    public Manifest {
        modes = Collections.unmodifiableMap(new LinkedHashMap<>(modes));
    }

    /** How much the rules of a file count. */
    public Mode modeOf(String file) {
        return modes.entrySet().stream()
                .filter(e -> FileSystems.getDefault()
                        .getPathMatcher("glob:" + e.getKey())
                        .matches(Path.of(file)))
                .map(Map.Entry::getValue)
                .findFirst()
                .orElse(Mode.ENFORCE);
    }

    /** The manifest of a set. */
    public static Manifest of(PolicySource source) throws PolicyException {
        var text =
                Optional.ofNullable(source.files().get(PolicySource.MANIFEST)).orElse("");
        return new Reader().read(text);
    }

    /** One reading, which gathers everything that is wrong. */
    private static final class Reader {
        private final List<Diagnostic> problems = new ArrayList<>();
        private Optional<String> name = Optional.empty();
        private Optional<Boolean> permit = Optional.empty();
        private final Map<String, Mode> modes = new LinkedHashMap<>();

        Manifest read(String text) throws PolicyException {
            try {
                var root = new Yaml(new SafeConstructor(new LoaderOptions())).compose(new StringReader(text));
                if (root instanceof MappingNode mapping) {
                    mapping.getValue().forEach(this::entry);
                } else {
                    problem(1, 1, "the manifest is empty", "write name: and default:");
                }
            } catch (MarkedYAMLException e) {
                var mark = Optional.ofNullable(e.getProblemMark());
                var last = Math.max(1, (int) text.lines().count());
                problem(
                        mark.map(m -> Math.min(last, m.getLine() + 1)).orElse(1),
                        mark.map(m -> m.getColumn() + 1).orElse(1),
                        "this is no YAML: " + e.getProblem(),
                        "");
            }
            if (problems.isEmpty() && name.isEmpty()) {
                problem(1, 1, "name is missing", "write name: and the set's name");
            }
            if (problems.isEmpty() && permit.isEmpty()) {
                problem(1, 1, "default is missing", "write default: deny, or default: permit");
            }
            if (!problems.isEmpty()) {
                throw new PolicyException(problems);
            }
            return new Manifest(name.orElseThrow(), permit.orElseThrow(), modes);
        }

        private void entry(NodeTuple entry) {
            var key = scalar(entry.getKeyNode());
            switch (key) {
                case "name" -> name = Optional.of(scalar(entry.getValueNode()));
                case "default" -> byDefault(entry.getValueNode());
                case "modes" -> modes(entry.getValueNode());
                default ->
                    problem(
                            entry.getKeyNode(),
                            "unknown key " + key,
                            Suggestion.of(key, List.of("name", "default", "modes")));
            }
        }

        private void byDefault(Node node) {
            switch (scalar(node)) {
                case "permit" -> permit = Optional.of(true);
                case "deny" -> permit = Optional.of(false);
                default -> problem(node, "default is neither permit nor deny", "write default: deny");
            }
        }

        private void modes(Node node) {
            if (node instanceof MappingNode mapping) {
                mapping.getValue().forEach(this::mode);
            } else {
                problem(node, "modes is no mapping", "write modes: { \"drafts/*\": shadow }");
            }
        }

        private void mode(NodeTuple entry) {
            var word = scalar(entry.getValueNode());
            Mode.written(word)
                    .ifPresentOrElse(
                            mode -> modes.put(scalar(entry.getKeyNode()), mode),
                            () -> problem(
                                    entry.getValueNode(), "unknown mode " + word, "write enforce, warn or shadow"));
        }

        private static String scalar(Node node) {
            return node instanceof ScalarNode scalar ? scalar.getValue() : "";
        }

        private void problem(Node node, String what, String how) {
            problem(node.getStartMark().getLine() + 1, node.getStartMark().getColumn() + 1, what, how);
        }

        private void problem(int line, int column, String what, String how) {
            problems.add(new Diagnostic(Mistake.MANIFEST, PolicySource.MANIFEST, line, column, what, how));
        }
    }
}
