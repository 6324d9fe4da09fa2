package io.stagegate.rules.drools;

import io.stagegate.rules.Diagnostic;
import io.stagegate.rules.Manifest;
import io.stagegate.rules.Mistake;
import io.stagegate.rules.PolicyException;
import io.stagegate.rules.PolicySource;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.kie.api.KieBase;
import org.kie.api.runtime.KieContainer;

/** A compiled set: parsed and checked first, then built as executable model. */
final class Engine implements AutoCloseable {
    private final KieContainer container;
    private final Networks networks;
    private final Partitions partitions;
    private final Map<String, ParsedRule> rules;
    private final List<Diagnostic> warnings;

    private Engine(KieContainer container, RuleSet set) {
        this.container = container;
        this.networks = new Networks(container);
        this.rules = set.rules();
        this.partitions = new Partitions(rules.values(), networks::of);
        this.warnings = set.problems();
    }

    static Engine build(PolicySource source, Manifest manifest) throws PolicyException {
        var set = RuleSet.of(source, manifest);
        if (set.problems().stream().anyMatch(problem -> problem.mistake().fatal())) {
            throw new PolicyException(set.problems());
        }
        return switch (Build.of(source)) {
            case Build.Good(var container) when unloadable(container).isEmpty() -> new Engine(container, set);
            case Build.Good(var container) -> {
                var errors = unloadable(container);
                Build.dispose(container);
                throw new PolicyException(Stream.concat(set.problems().stream(), found(source, set, errors))
                        .toList());
            }
            case Build.Bad(var errors) ->
                throw new PolicyException(Stream.concat(set.problems().stream(), found(source, set, errors))
                        .toList());
        };
    }

    private static Stream<Diagnostic> found(PolicySource source, RuleSet set, List<String> errors) {
        var blamed = new Blame(source, Engine::errors).of(set.rules().values());
        return blamed.isEmpty() ? errors.stream().map(Engine::somewhere) : blamed.stream();
    }

    private static List<String> errors(PolicySource part) {
        return switch (Build.of(part)) {
            case Build.Good(var container) -> {
                var errors = unloadable(container);
                Build.dispose(container);
                yield errors;
            }
            case Build.Bad(var errors) -> errors;
        };
    }

    /** What rules need that they are not given is found out only when they are loaded. */
    private static List<String> unloadable(KieContainer container) {
        try {
            var _ = new Networks(container);
            return List.of();
        } catch (IllegalStateException e) {
            return List.of(String.valueOf(e.getMessage()));
        }
    }

    private static Diagnostic somewhere(String what) {
        return new Diagnostic(Mistake.NOT_COMPILED, PolicySource.MANIFEST, 1, 1, what, "");
    }

    /** What is told of the set though it can be used. */
    List<Diagnostic> warnings() {
        return warnings;
    }

    /** All rules in one network. */
    KieBase base() {
        return partitions.whole().base();
    }

    /** The rules by the decisions that they can have a part in. */
    Partitions partitions() {
        return partitions;
    }

    /** The classes that the rules were compiled to. */
    ClassLoader loader() {
        return networks.loader();
    }

    /** Rules by {@link ParsedRule#key}. */
    Map<String, ParsedRule> rules() {
        return rules;
    }

    @Override
    public void close() {
        Build.dispose(container);
    }
}
