package io.stagegate.rules.drools;

import io.stagegate.core.evidence.Fact;
import io.stagegate.rules.Quarantined;
import io.stagegate.rules.drools.Evaluators.Outcome;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;

/**
 * Runs the rules of a set over facts, never for longer than their time, and keeps those from running that fail again and
 * again. A rule that is not run must not be one that does not count: what its file would have had a part in cannot be told.
 */
final class Evaluation implements AutoCloseable {
    /** With so many threads stuck a rule has no second try: each failure might cost another. */
    private static final int FEW = Evaluators.MOST_STUCK / 2;

    private final Engine engine;
    private final Duration budget;
    private final Evaluators evaluators;
    private final Culprits culprits;
    private final Quarantine quarantine;

    /** @param budget for one decision, from the moment that it is asked for */
    Evaluation(Engine engine, Duration budget, InstantSource clock) {
        this.engine = engine;
        this.budget = budget;
        this.evaluators = new Evaluators(Math.max(2, Runtime.getRuntime().availableProcessors()));
        this.culprits = new Culprits(engine, evaluators, budget);
        this.quarantine = new Quarantine(clock);
    }

    /** What came of it. */
    sealed interface Result {

        /** The rules said what they have to say. */
        record Spoken(Firing firing) implements Result {}

        /** They could not be run to their end. */
        record Unknown(String why) implements Result {}
    }

    /** Runs the rules that can have a part in a decision. */
    Result run(List<Fact> facts) {
        var partition = engine.partitions().of(facts);
        var shut = quarantine.in(partition.files());
        if (shut.isPresent()) {
            return new Result.Unknown(shut(shut.get()));
        }
        var firing = new Firing(engine.rules(), budget);
        if (partition.rules().isEmpty()) {
            return new Result.Spoken(firing);
        }
        // Making a network of rules is no work of theirs, and is not to be counted as such.
        partition.base();
        Runnable work = () -> firing.fire(partition, facts, Optional.empty());
        return switch (partition.small(facts) ? evaluators.here(work) : evaluators.run(work, budget)) {
            case Outcome.Ended _ -> new Result.Spoken(firing);
            case Outcome.Refused(var why) -> new Result.Unknown(why);
            case Outcome.Threw(var what) ->
                failed(new Fault(culprits.of(firing, Culprits.where(what), partition, facts), Fault.did(what)));
            case Outcome.Late(var where) ->
                failed(new Fault(culprits.of(firing, where, partition, facts), Fault.did(Overrun.of(budget))));
        };
    }

    private Result failed(Fault fault) {
        quarantine.failed(fault, evaluators.stuck() >= FEW ? 1 : Quarantine.FAILURES);
        return new Result.Unknown(fault.why());
    }

    private static String shut(Quarantined rule) {
        return "rule %s is quarantined since %s, after it had failed in %d decisions, and nothing is decided that its file has a part in: change the set, or have an owner release the rule. At last %s"
                .formatted(Fault.name(rule.rule()), rule.since(), rule.failures(), rule.why());
    }

    /** Rules that have failed too often. */
    List<Quarantined> quarantined() {
        return quarantine.all();
    }

    /** Lets a rule run again; whether it was kept from that. */
    boolean release(String id) {
        return quarantine.release(id);
    }

    /** Runs everything once, with facts about nothing: whatever fails at that is no failure. */
    void warm() {
        var partitions = engine.partitions();
        for (var facts : WarmUp.facts(partitions.named("environment"))) {
            var partition = partitions.of(facts);
            partition.base();
            evaluators.run(() -> new Firing(engine.rules(), budget).fire(partition, facts, Optional.empty()), budget);
        }
    }

    @Override
    public void close() {
        evaluators.close();
    }
}
