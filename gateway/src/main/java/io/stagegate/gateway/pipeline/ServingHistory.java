package io.stagegate.gateway.pipeline;

import io.stagegate.core.evidence.Deployment;
import io.stagegate.core.evidence.Fact;
import io.stagegate.core.evidence.ModelVersion;
import io.stagegate.core.evidence.Unavailable;
import io.stagegate.core.evidence.Version;
import io.stagegate.core.platform.TargetChange;
import io.stagegate.gateway.journal.Journal;
import io.stagegate.gateway.journal.PastServing;
import io.stagegate.gateway.journal.PastServing.Stretch;
import io.stagegate.gateway.journal.Submission;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/** What this gateway has applied itself, put beside what the platform says. */
final class ServingHistory {
    private static final Duration ROLLBACKS_WITHIN = Duration.ofDays(90);
    private static final int ROLLBACKS = 100;
    /** The platform's clock and the database's may be so far apart. */
    private static final Duration CLOCKS_APART = Duration.ofMinutes(5);

    private final Journal journal;

    ServingHistory(Journal journal) {
        this.journal = journal;
    }

    /**
     * The facts of the platform with since when what serves now has served, then where the two versions have served before, then
     * what restores took away. The time that is looked back from is the submission's, so that asking again later gives the
     * same.
     */
    List<Fact> added(Submission submission, TargetChange target, Collection<Fact> known) {
        var place = target.target();
        var past = journal.pastServing(
                submission.upstream(),
                place.workspace(),
                place.model(),
                submission.at().minus(ROLLBACKS_WITHIN),
                ROLLBACKS);
        return added(target, known, past);
    }

    static List<Fact> added(TargetChange target, Collection<Fact> known, PastServing past) {
        var facts = new ArrayList<Fact>();
        known.forEach(fact -> facts.add(fact instanceof Deployment d ? dated(d, target, known, past) : fact));
        if (known.stream().noneMatch(f -> f instanceof Unavailable u && u.name().equals("Deployment"))) {
            for (var of : Version.values()) {
                facts.addAll(earlier(of, target, known, past));
            }
        }
        facts.addAll(past.rollbacks());
        return facts;
    }

    private static Deployment dated(Deployment current, TargetChange target, Collection<Fact> known, PastServing past) {
        return stretches(current.of(), target, known, past).stream()
                .filter(s -> s.last() && s.target().equals(current.target()))
                .reduce((_, last) -> last)
                .map(s -> new Deployment(
                        current.of(), current.environment(), current.target(), true, s.since(), Instant.MAX))
                .orElse(current);
    }

    private static List<Deployment> earlier(Version of, TargetChange target, Collection<Fact> known, PastServing past) {
        return stretches(of, target, known, past).stream()
                .filter(s -> !(s.last() && serves(of, s.target(), known)))
                .map(s -> new Deployment(of, s.environment(), s.target(), false, s.since(), s.until()))
                .toList();
    }

    private static boolean serves(Version of, String target, Collection<Fact> known) {
        return known.stream()
                .anyMatch(f ->
                        f instanceof Deployment d && d.of() == of && d.target().equals(target));
    }

    /** Of one of the two versions; and not of another that had its number before it was deleted. */
    private static List<Stretch> stretches(Version of, TargetChange target, Collection<Fact> known, PastServing past) {
        var number = of == Version.CANDIDATE ? target.candidate() : target.baseline();
        var began = known.stream()
                .filter(f -> f instanceof ModelVersion v && v.of() == of)
                .map(f -> ((ModelVersion) f).createdAt().minus(CLOCKS_APART))
                .findFirst()
                .orElse(Instant.MIN);
        return past.stretches().stream()
                .filter(s -> s.version().equals(number) && !s.since().isBefore(began))
                .toList();
    }
}
