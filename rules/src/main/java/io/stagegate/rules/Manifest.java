package io.stagegate.rules;

import io.stagegate.core.decision.Mode;
import java.nio.file.FileSystems;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;

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
        private final YamlReading reading = new YamlReading(Mistake.MANIFEST, PolicySource.MANIFEST);
        private Optional<String> name = Optional.empty();
        private Optional<Boolean> permit = Optional.empty();
        private final Map<String, Mode> modes = new LinkedHashMap<>();

        Manifest read(String text) throws PolicyException {
            reading.root(text).ifPresentOrElse(this::root, () -> {
                if (reading.problems().isEmpty()) {
                    empty();
                }
            });
            if (reading.problems().isEmpty() && name.isEmpty()) {
                reading.problem(1, 1, "name is missing", "write name: and the set's name");
            }
            if (reading.problems().isEmpty() && permit.isEmpty()) {
                reading.problem(1, 1, "default is missing", "write default: deny, or default: permit");
            }
            if (!reading.problems().isEmpty()) {
                throw new PolicyException(reading.problems());
            }
            return new Manifest(name.orElseThrow(), permit.orElseThrow(), modes);
        }

        private void root(Node root) {
            if (root instanceof MappingNode mapping) {
                mapping.getValue().forEach(this::entry);
            } else {
                empty();
            }
        }

        private void empty() {
            reading.problem(1, 1, "the manifest is empty", "write name: and default:");
        }

        private void entry(NodeTuple entry) {
            var key = YamlReading.scalar(entry.getKeyNode());
            switch (key) {
                case "name" -> name = Optional.of(YamlReading.scalar(entry.getValueNode()));
                case "default" -> byDefault(entry.getValueNode());
                case "modes" -> modes(entry.getValueNode());
                default ->
                    reading.problem(
                            entry.getKeyNode(),
                            "unknown key " + key,
                            Suggestion.of(key, List.of("name", "default", "modes")));
            }
        }

        private void byDefault(Node node) {
            switch (YamlReading.scalar(node)) {
                case "permit" -> permit = Optional.of(true);
                case "deny" -> permit = Optional.of(false);
                default -> reading.problem(node, "default is neither permit nor deny", "write default: deny");
            }
        }

        private void modes(Node node) {
            if (node instanceof MappingNode mapping) {
                mapping.getValue().forEach(this::mode);
            } else {
                reading.problem(node, "modes is no mapping", "write modes: { \"drafts/*\": shadow }");
            }
        }

        private void mode(NodeTuple entry) {
            var word = YamlReading.scalar(entry.getValueNode());
            Mode.written(word)
                    .ifPresentOrElse(
                            mode -> modes.put(YamlReading.scalar(entry.getKeyNode()), mode),
                            () -> reading.problem(
                                    entry.getValueNode(), "unknown mode " + word, "write enforce, warn or shadow"));
        }
    }
}
