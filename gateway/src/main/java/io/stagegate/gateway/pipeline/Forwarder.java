package io.stagegate.gateway.pipeline;

import io.stagegate.core.platform.Notice;
import io.stagegate.core.platform.Notice.Kind;
import io.stagegate.core.platform.ReadBack;
import io.stagegate.core.platform.Reply;
import io.stagegate.core.platform.TargetChange;
import io.stagegate.gateway.faults.Failpoint;
import io.stagegate.gateway.journal.Attempt;
import io.stagegate.gateway.journal.Journal;
import io.stagegate.gateway.journal.JournalException;
import io.stagegate.gateway.journal.LostException;
import io.stagegate.gateway.journal.Outcome;
import io.stagegate.gateway.journal.Submission;
import io.stagegate.gateway.threads.Leftovers;
import java.time.Duration;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Forwards an attempt whose intent is committed, at most once, and settles it. An answer that does not come is never
 * asked for again: the targets are read back instead.
 */
public final class Forwarder {
    private static final Logger LOG = LoggerFactory.getLogger(Forwarder.class);
    private static final int TRIES = 3;
    private static final Duration AT_FIRST = Duration.ofMillis(200);
    private static final Duration AGAIN = Duration.ofSeconds(2);

    private final Journal journal;
    private final Pause pause;
    private final Consumer<Submission> settled;
    private final Leftovers<Unrecorded> unrecorded = new Leftovers<>();

    /** Lets time pass; a test's does not. */
    @FunctionalInterface
    public interface Pause {
        void sleep(Duration time);
    }

    /** @param settled told of every submission whose targets may have changed by it */
    public Forwarder(Journal journal, Pause pause, Consumer<Submission> settled) {
        this.journal = journal;
        this.pause = pause;
        this.settled = settled;
    }

    /**
     * Forwards and settles.
     *
     * @return how it ended; empty where that could not be found out or recorded yet, and recovery goes on with it
     */
    public Optional<Outcome> forward(Upstream upstream, Attempt attempt, Credential credential) {
        (restores(attempt) ? Failpoint.RESTORE_INTENDED : Failpoint.INTENT_COMMITTED).reached();
        Optional<Reply> last = Optional.empty();
        for (var call : attempt.submission().change().calls()) {
            BooleanSupplier may = last.isEmpty() ? attempt::mayBegin : attempt.lease()::safe;
            switch (upstream.client().send(call, credential, may)) {
                case Sent.Answered(var answer, var reply) -> {
                    switch (upstream.platform().settlement(attempt.submission().change(), answer)) {
                        case APPLIED -> last = Optional.of(reply);
                        case REFUSED -> {
                            return last.isEmpty()
                                    ? settle(attempt, new Outcome.Refused(reply))
                                    : readBack(upstream, attempt, Doubt.of("the upstream refused a later part of it"));
                        }
                        case UNKNOWN -> {
                            return readBack(upstream, attempt, Doubt.of("the upstream answered " + answer.status()));
                        }
                    }
                }
                case Sent.NotSent(var why) -> {
                    return last.isEmpty()
                            ? settle(
                                    attempt,
                                    new Outcome.NotApplied(say(upstream, Kind.BAD_GATEWAY, unsent(why)), why, true))
                            : readBack(upstream, attempt, Doubt.of(why));
                }
                case Sent.Lost(var why, var timedOut) -> {
                    return readBack(upstream, attempt, timedOut ? Doubt.timedOut(why) : Doubt.of(why));
                }
            }
        }
        return restores(attempt)
                ? readBack(upstream, attempt, Doubt.none("a restore is read back to prove it"))
                : settle(attempt, new Outcome.Applied(last.orElseThrow(), false));
    }

    /**
     * Finds out by reading what became of an attempt whose maker is gone, and settles it. What was sent of it may be under way
     * for as long as its maker would have waited: only then is it believed that nothing came of it.
     */
    public Optional<Outcome> takeOver(Upstream upstream, Attempt attempt) {
        return readBack(
                upstream,
                attempt,
                Doubt.timedOut("the gateway stopped before the outcome was recorded"),
                attempt::isOver);
    }

    /**
     * Why the targets are read.
     *
     * @param timedOut whether it may be that it is still under way
     * @param first how long it is left alone before
     */
    private record Doubt(String why, boolean timedOut, Duration first) {
        /** There is an answer, or the connection ended. */
        static Doubt of(String why) {
            return new Doubt(why, false, AT_FIRST);
        }

        /** There is no answer. */
        static Doubt timedOut(String why) {
            return new Doubt(why, true, AGAIN);
        }

        /** The upstream says that it is done. */
        static Doubt none(String why) {
            return new Doubt(why, false, Duration.ZERO);
        }
    }

    private Optional<Outcome> readBack(Upstream upstream, Attempt attempt, Doubt doubt) {
        return readBack(upstream, attempt, doubt, () -> true);
    }

    /** @param over whether what is not to be seen of it by now will not be seen later */
    private Optional<Outcome> readBack(Upstream upstream, Attempt attempt, Doubt doubt, BooleanSupplier over) {
        for (var tries = 0; tries < TRIES || !over.getAsBoolean(); tries++) {
            // What the upstream has begun may still take effect: look again before saying that it did not.
            pause.sleep(tries > 0 ? AGAIN : doubt.first());
            var last = tries >= TRIES - 1 && over.getAsBoolean();
            var outcome = read(upstream, attempt).flatMap(verdict -> switch (verdict) {
                case APPLIED -> Optional.of(new Outcome.Applied(applied(upstream, attempt, doubt.why()), true));
                case NOT_APPLIED -> last ? Optional.of(notApplied(upstream, doubt)) : Optional.<Outcome>empty();
                case UNCLEAR -> last ? Optional.of(unclear(upstream, doubt.why())) : Optional.<Outcome>empty();
            });
            if (outcome.isPresent()) {
                return settle(attempt, outcome.get());
            }
        }
        journal.giveUp(attempt.lease());
        settled.accept(attempt.submission());
        return Optional.empty();
    }

    private Optional<ReadBack> read(Upstream upstream, Attempt attempt) {
        var targets = attempt.targets().stream().map(TargetChange::target).toList();
        try {
            var now = upstream.ask(upstream.platform().read(targets));
            return Optional.of(upstream.platform().readBack(attempt.submission().change(), attempt.targets(), now));
        } catch (InquiryException e) {
            LOG.warn("attempt {} cannot be read back yet: {}", attempt.id(), e.getMessage());
            return Optional.empty();
        }
    }

    /** The reply where the upstream's own was lost, or was given to several calls. */
    private static Reply applied(Upstream upstream, Attempt attempt, String why) {
        return restores(attempt)
                ? Reply.json(200, "{}")
                : say(
                        upstream,
                        Kind.UNKNOWN_OUTCOME,
                        "Stagegate: the change was applied, as reading it back shows, but its answer is lost (" + why
                                + "). Do not repeat it.");
    }

    private static Outcome notApplied(Upstream upstream, Doubt doubt) {
        var kind = doubt.timedOut() ? Kind.GATEWAY_TIMEOUT : Kind.BAD_GATEWAY;
        var text = "Stagegate: the change was not applied, as reading back shows (" + doubt.why() + ").";
        return new Outcome.NotApplied(say(upstream, kind, text), doubt.why(), false);
    }

    private static Outcome unclear(Upstream upstream, String why) {
        var text = "Stagegate: what became of the change is unclear (" + why
                + "): its target is neither as before nor as intended. An operator has to look.";
        return new Outcome.NeedsOperator(say(upstream, Kind.UNKNOWN_OUTCOME, text), why);
    }

    private static boolean restores(Attempt attempt) {
        return attempt.submission().restore().isPresent();
    }

    private static String unsent(String why) {
        return "Stagegate: the change was not sent: " + why + ".";
    }

    private static Reply say(Upstream upstream, Kind kind, String message) {
        return upstream.platform().say(new Notice(kind, message));
    }

    private Optional<Outcome> settle(Attempt attempt, Outcome outcome) {
        (restores(attempt) ? Failpoint.READ_BACK : Failpoint.ANSWERED).reached();
        // The upstream has done it or not, whatever the database does: keep trying, for the outcome must be recorded.
        for (var tries = 0; tries < 5; tries++) {
            switch (recorded(attempt, outcome)) {
                case YES -> {
                    Failpoint.OUTCOME_COMMITTED.reached();
                    settled.accept(attempt.submission());
                    return Optional.of(outcome);
                }
                case LATER -> pause.sleep(Duration.ofSeconds(1));
                case BY_ANOTHER -> {
                    return Optional.empty();
                }
            }
        }
        unrecorded.add(new Unrecorded(attempt, outcome));
        return Optional.empty();
    }

    private enum Recorded {
        YES,
        LATER,
        BY_ANOTHER
    }

    private Recorded recorded(Attempt attempt, Outcome outcome) {
        try {
            journal.settle(attempt, outcome);
            return Recorded.YES;
        } catch (LostException e) {
            LOG.warn("outcome {} of attempt {} is left to another replica", outcome.word(), attempt.id());
            return Recorded.BY_ANOTHER;
        } catch (JournalException e) {
            LOG.error("outcome {} of attempt {} not recorded yet: {}", outcome.word(), attempt.id(), e.getMessage());
            return Recorded.LATER;
        }
    }

    /** An outcome that nobody waits for any more, and that the database does not know. */
    private record Unrecorded(Attempt attempt, Outcome outcome) {}

    /** Records what could not be recorded when it was known, unless it was taken over meanwhile. */
    void recordAgain() {
        unrecorded.again(left -> switch (recorded(left.attempt(), left.outcome())) {
            case YES -> {
                settled.accept(left.attempt().submission());
                yield true;
            }
            case LATER -> left.attempt().lease().ended();
            case BY_ANOTHER -> true;
        });
    }
}
