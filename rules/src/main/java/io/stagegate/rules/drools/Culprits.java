package io.stagegate.rules.drools;

import io.stagegate.core.evidence.Fact;
import io.stagegate.core.evidence.Risk;
import io.stagegate.rules.drools.Evaluators.Outcome;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.drools.model.functions.PredicateInformation;

/**
 * Finds out which rule a failure is to be laid to. A consequence is told of before it runs. Of a condition the stack tells,
 * if the compiled code in it knows whose it is; else the rules are run one by one until it happens again.
 */
final class Culprits {
    private static final String COMPILED = "policies.";

    private final Engine engine;
    private final Evaluators evaluators;
    private final Duration budget;

    /** @param budget the time for running all rules one by one */
    Culprits(Engine engine, Evaluators evaluators, Duration budget) {
        this.engine = engine;
        this.evaluators = evaluators;
        this.budget = budget;
    }

    /** @param where the stack at the time it happened */
    List<ParsedRule> of(Firing firing, List<StackTraceElement> where, Partition partition, List<Fact> facts) {
        var speaking = firing.speaking();
        if (speaking.isPresent()) {
            return List.of(speaking.get());
        }
        var told = where.stream()
                .filter(frame -> frame.getClassName().startsWith(COMPILED))
                .findFirst()
                .map(frame -> told(frame.getClassName(), partition))
                .orElse(List.of());
        return told.isEmpty() ? search(partition, facts, firing.score()) : told;
    }

    /** Where an exception was thrown first. */
    static List<StackTraceElement> where(Throwable thrown) {
        var first = thrown;
        while (first.getCause() != null) {
            first = first.getCause();
        }
        return List.of(first.getStackTrace());
    }

    /** The rules whose condition a compiled class is. */
    private List<ParsedRule> told(String compiled, Partition partition) {
        try {
            var type = Class.forName(compiled, false, engine.loader());
            // Below the package of the rules each of these classes has one of its own.
            var folder = compiled.replaceFirst("\\.\\w+\\.\\w+$", "");
            // The list of an enum's constants is made by a class that policies may not load.
            var instance = type.getField("INSTANCE").get(null);
            var information = type.getMethod("predicateInformation").invoke(instance);
            return information instanceof PredicateInformation known
                    ? known.getRuleDefs().stream()
                            .flatMap(rule -> partition.rules().stream()
                                    .filter(one -> one.ref().name().equals(rule.getRuleName())
                                            && folder.equals(one.drlPackage())))
                            .distinct()
                            .toList()
                    : List.of();
        } catch (ReflectiveOperationException | LinkageError _) {
            return List.of();
        }
    }

    private List<ParsedRule> search(Partition partition, List<Fact> facts, Optional<Risk> score) {
        var rules = new ArrayList<>(partition.rules());
        rules.sort(Comparator.comparing(ParsedRule::key));
        var running = new AtomicReference<Optional<ParsedRule>>(Optional.empty());
        var outcome = evaluators.run(
                () -> rules.forEach(rule -> {
                    running.set(Optional.of(rule));
                    new Firing(engine.rules(), budget).fire(engine.partitions().alone(rule), facts, score);
                }),
                budget);
        return switch (outcome) {
            case Outcome.Threw _, Outcome.Late _ -> running.get().stream().toList();
            case Outcome.Ended _, Outcome.Refused _ -> List.of();
        };
    }
}
