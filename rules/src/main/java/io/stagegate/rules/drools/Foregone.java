package io.stagegate.rules.drools;

import io.stagegate.core.evidence.Fact;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Rules whose first pattern compares what is decided on with constants that it is not: what they make of it is known without the engine.
 * Of a large set that is most of them.
 */
final class Foregone {
    private Foregone() {}

    /**
     * What meets the probes of a rule, in their order.
     *
     * @param probes all of one rule
     * @return empty where it takes the engine to know
     */
    static Optional<List<Hits>> hits(List<Probe> probes, List<Fact> facts) {
        if (probes.isEmpty() || !Relevance.root(probes.getFirst().type())) {
            return Optional.empty();
        }
        var first = probes.getFirst();
        var met = facts.stream()
                .filter(fact -> fact.getClass().getSimpleName().equals(first.type()))
                .toList();
        var hits = new ArrayList<Hits>(List.of(Hits.of(met)));
        for (var probe : probes.subList(1, probes.size())) {
            if (!met.isEmpty()) {
                var still =
                        probe.element().equals(first.element()) ? meeting(probe, met) : Optional.<List<Fact>>empty();
                if (still.isEmpty()) {
                    return Optional.empty();
                }
                met = still.get();
            }
            hits.add(Hits.of(met));
        }
        return met.isEmpty() ? Optional.of(hits) : Optional.empty();
    }

    /** Empty where the constraint is of a form that only the engine reads. */
    private static Optional<List<Fact>> meeting(Probe probe, List<Fact> facts) {
        return Relevance.demanded(probe.type(), probe.part())
                .map(demanded -> facts.stream()
                        .filter(fact -> Relevance.component(fact, demanded.getKey())
                                .filter(demanded.getValue()::contains)
                                .isPresent())
                        .toList());
    }
}
