package io.stagegate.rules.drools;

import io.stagegate.core.evidence.Fact;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.kie.api.KieBase;

/** The rules of a set that can have a part in a decision, and the network of just these. Built when it is first asked for. */
final class Partition {
    private final Set<ParsedRule> rules;
    private final Set<String> files;
    private final List<Effort> efforts;
    private final Supplier<KieBase> building;
    private volatile Optional<KieBase> base = Optional.empty();

    /** @param files those that its rules stand in */
    Partition(Set<ParsedRule> rules, Set<String> files, Supplier<KieBase> building) {
        this.rules = Set.copyOf(rules);
        this.files = Set.copyOf(files);
        this.efforts = rules.stream().map(ParsedRule::effort).toList();
        this.building = building;
    }

    Set<ParsedRule> rules() {
        return rules;
    }

    Set<String> files() {
        return files;
    }

    /** Whether looking at some facts is sure to be over at once. */
    boolean small(List<Fact> facts) {
        return Effort.small(efforts, Effort.counts(facts));
    }

    /** What sessions are made of. */
    KieBase base() {
        return base.orElseGet(this::build);
    }

    private synchronized KieBase build() {
        var built = base.orElseGet(building);
        base = Optional.of(built);
        return built;
    }
}
