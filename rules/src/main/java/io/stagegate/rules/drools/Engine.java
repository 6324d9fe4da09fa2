package io.stagegate.rules.drools;

import io.stagegate.rules.Diagnostic;
import io.stagegate.rules.Manifest;
import io.stagegate.rules.Mistake;
import io.stagegate.rules.PolicyException;
import io.stagegate.rules.PolicySource;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Stream;
import org.kie.api.KieBase;

/** A compiled set: parsed and checked first, then built as executable model. */
final class Engine {
    private final Networks networks;
    private final Partitions partitions;
    private final Map<String, ParsedRule> rules;
    private final List<Diagnostic> warnings;

    private Engine(Networks networks, RuleSet set) {
        this.networks = networks;
        this.rules = set.rules();
        this.partitions = new Partitions(rules.values(), networks::of);
        this.warnings = set.problems();
    }

    /** @param compiler makes class files of a set that was checked */
    static Engine build(PolicySource source, Manifest manifest, Function<PolicySource, Build> compiler)
            throws PolicyException {
        var set = RuleSet.of(source, manifest);
        if (set.problems().stream().anyMatch(problem -> problem.mistake().fatal())) {
            throw new PolicyException(set.problems());
        }
        return switch (loaded(compiler.apply(source))) {
            case Loaded.Good(var networks) -> new Engine(networks, set);
            case Loaded.Bad(var errors) ->
                throw new PolicyException(Stream.concat(set.problems().stream(), found(source, set, errors))
                        .toList());
        };
    }

    /** What became of a build when it was loaded. */
    private sealed interface Loaded {
        record Good(Networks networks) implements Loaded {}

        record Bad(List<String> errors) implements Loaded {}
    }

    private static Loaded loaded(Build build) {
        return switch (build) {
            case Build.Good(var classes) -> {
                try {
                    yield new Loaded.Good(new Networks(classes));
                } catch (IllegalStateException e) {
                    yield new Loaded.Bad(List.of(String.valueOf(e.getMessage())));
                }
            }
            case Build.Bad(var errors) -> new Loaded.Bad(errors);
        };
    }

    private static Stream<Diagnostic> found(PolicySource source, RuleSet set, List<String> errors) {
        var blamed = new Blame(source, Engine::errors).of(set.rules().values());
        return blamed.isEmpty() ? errors.stream().map(Engine::somewhere) : blamed.stream();
    }

    private static List<String> errors(PolicySource part) {
        return switch (loaded(Build.of(part))) {
            case Loaded.Good _ -> List.of();
            case Loaded.Bad(var errors) -> errors;
        };
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
}
