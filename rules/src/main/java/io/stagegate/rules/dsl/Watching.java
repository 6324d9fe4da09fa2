package io.stagegate.rules.dsl;

import io.stagegate.core.decision.Effect;
import io.stagegate.core.evidence.Signal;
import io.stagegate.core.watch.WatchPlan;
import java.time.Duration;
import java.util.Set;

/**
 * How what is promoted is watched, as a rule says it: {@code decision.watch("72h").every("1m").settling("10m").signals("error-rate")}.
 * Times are a number and s, m, h or d.
 */
public final class Watching extends DecisionBook.Saying {
    private static final Duration LONGEST = Duration.ofDays(90);

    private WatchPlan plan;

    Watching(String length) {
        super(new Effect.Restore(), "");
        this.plan =
                new WatchPlan(length("watch", length), WatchPlan.EVERY, Duration.ZERO, WatchPlan.PATIENCE, Set.of());
    }

    /** The time from one look to the next. */
    public Watching every(String time) {
        return with(new WatchPlan(
                plan.length(), Times.of("every", time), plan.settling(), plan.patience(), plan.signals()));
    }

    /** How long nothing is done yet about what watch rules say. */
    public Watching settling(String time) {
        return with(
                new WatchPlan(plan.length(), plan.every(), length("settling", time), plan.patience(), plan.signals()));
    }

    /** How many looks in a row a signal may be without a value before a person is asked, where no rule speaks of it: 10 at most. */
    public Watching patience(int looks) {
        if (looks < 1 || looks > Signal.LOOKS) {
            throw new IllegalArgumentException(
                    "patience(" + looks + "): write how many looks, from 1 to " + Signal.LOOKS);
        }
        return with(new WatchPlan(plan.length(), plan.every(), plan.settling(), looks, plan.signals()));
    }

    /** The names of the signals that are read. */
    public Watching signals(String... names) {
        return with(new WatchPlan(plan.length(), plan.every(), plan.settling(), plan.patience(), Set.of(names)));
    }

    private Watching with(WatchPlan changed) {
        plan = changed;
        return this;
    }

    private static Duration length(String verb, String time) {
        var length = Times.of(verb, time);
        if (length.compareTo(LONGEST) > 0) {
            throw new IllegalArgumentException(verb + "(\"" + time + "\"): write 90d or less");
        }
        return length;
    }

    @Override
    public Effect effect() {
        return new Effect.Watch(plan);
    }

    @Override
    public String message() {
        var by = plan.signals().isEmpty() ? "" : " by " + String.join(", ", plan.signals());
        return "watched for " + Times.text(plan.length()) + " every " + Times.text(plan.every()) + by;
    }
}
