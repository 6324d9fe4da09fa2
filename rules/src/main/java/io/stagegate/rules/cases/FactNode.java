package io.stagegate.rules.cases;

import io.stagegate.core.evidence.Drift;
import io.stagegate.core.evidence.Fact;
import io.stagegate.core.evidence.Promotion;
import io.stagegate.core.evidence.Restore;
import io.stagegate.core.evidence.Watch;
import io.stagegate.rules.YamlReading;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.yaml.snakeyaml.nodes.Node;

/**
 * A fact as a case writes it: its kind, and some of its components.
 *
 * @param kind the fact's record
 * @param where its place in the file
 * @param written the components that are written, by name
 */
record FactNode(Class<? extends Fact> kind, Node where, Map<String, Node> written) {
    /** The kinds of facts by name. */
    static final Map<String, Class<? extends Fact>> KINDS = Arrays.stream(Fact.class.getPermittedSubclasses())
            .<Class<? extends Fact>>map(type -> type.asSubclass(Fact.class))
            .collect(Collectors.collectingAndThen(
                    Collectors.toMap(Class::getSimpleName, Function.identity(), (one, _) -> one, TreeMap::new),
                    Collections::unmodifiableMap));

    /** What a decision or a judgement is about: there is one of them. */
    static final Set<Class<? extends Fact>> ROOTS = Set.of(Promotion.class, Restore.class, Watch.class, Drift.class);

    /** By what facts of a kind are told apart; those of other kinds there can be but one of. */
    private static final Map<String, List<String>> KEYS = Map.ofEntries(
            Map.entry("ModelVersion", List.of("of")),
            Map.entry("Metric", List.of("of", "name", "dataset")),
            Map.entry("Param", List.of("of", "name")),
            Map.entry("Tag", List.of("of", "on", "name")),
            Map.entry("Deployment", List.of("of", "environment", "target", "current")),
            Map.entry("Rollback", List.of("version", "environment", "target", "at")),
            Map.entry("Artifacts", List.of("of")),
            Map.entry("NoWayBack", List.of("why")),
            Map.entry("Alert", List.of("name", "source")),
            Map.entry("Signal", List.of("name")),
            Map.entry("Unavailable", List.of("name", "of")),
            Map.entry("Waiver", List.of("rule", "target")));

    FactNode {
        written = Collections.unmodifiableMap(new LinkedHashMap<>(written));
    }

    static List<RecordComponent> components(Class<? extends Fact> kind) {
        return List.of(kind.getRecordComponents());
    }

    /** Whether both are the same thing, as far as this one says which thing it is. */
    boolean means(FactNode other) {
        return kind.equals(other.kind) && agrees(other, KEYS.getOrDefault(kind.getSimpleName(), List.of()));
    }

    /** Whether the other one has all that this one has. */
    boolean covers(FactNode other) {
        return kind.equals(other.kind) && agrees(other, List.copyOf(written.keySet()));
    }

    private boolean agrees(FactNode other, List<String> names) {
        return names.stream()
                .flatMap(name -> Optional.ofNullable(written.get(name)).stream()
                        .map(node -> text(node).equals(other.text(name))))
                .allMatch(same -> same);
    }

    /** The text of a component; empty where it is not written. */
    private String text(String name) {
        return Optional.ofNullable(written.get(name)).map(FactNode::text).orElse("");
    }

    private static String text(Node node) {
        return YamlReading.scalar(node).strip();
    }

    /** The other one with what this one says otherwise. */
    FactNode over(FactNode other) {
        var both = new LinkedHashMap<>(other.written);
        both.putAll(written);
        return new FactNode(kind, where, both);
    }
}
