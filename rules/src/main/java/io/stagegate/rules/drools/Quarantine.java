package io.stagegate.rules.drools;

import io.stagegate.core.decision.RuleRef;
import io.stagegate.rules.Quarantined;
import java.time.InstantSource;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The rules of one compiled set that have failed, and those among them that have failed too often. For many threads. */
final class Quarantine {
    /** In so many decisions a rule may fail, by what it is or by what it was shown; then it is no longer run. */
    static final int FAILURES = 3;

    private final InstantSource clock;
    private final Map<RuleRef, Integer> failures = new HashMap<>();
    private final Map<RuleRef, Quarantined> quarantined = new HashMap<>();
    private volatile Set<String> files = Set.of();

    Quarantine(InstantSource clock) {
        this.clock = clock;
    }

    /**
     * Takes down a failure.
     *
     * @param allowed in how many decisions a rule may fail
     */
    synchronized void failed(Fault fault, int allowed) {
        for (var rule : fault.rules()) {
            var times = failures.merge(rule.ref(), 1, Integer::sum);
            if (times >= allowed) {
                quarantined.putIfAbsent(rule.ref(), new Quarantined(rule.ref(), clock.instant(), times, fault.why()));
            }
        }
        locked();
    }

    private void locked() {
        files = Set.copyOf(quarantined.keySet().stream().map(RuleRef::file).toList());
    }

    /** Something quarantined in one of some files. */
    Optional<Quarantined> in(Collection<String> some) {
        var known = files;
        if (known.isEmpty() || some.stream().noneMatch(known::contains)) {
            return Optional.empty();
        }
        return all().stream().filter(one -> some.contains(one.rule().file())).findFirst();
    }

    /** By file and line. */
    synchronized List<Quarantined> all() {
        return quarantined.values().stream()
                .sorted(Comparator.comparing((Quarantined one) -> one.rule().file())
                        .thenComparingInt(one -> one.rule().line()))
                .toList();
    }

    /** Lets a rule run again, as if it had never failed; whether it was quarantined. */
    synchronized boolean release(String id) {
        var released = quarantined.keySet().removeIf(rule -> rule.id().equals(id));
        if (released) {
            failures.keySet().removeIf(rule -> rule.id().equals(id));
            locked();
        }
        return released;
    }
}
