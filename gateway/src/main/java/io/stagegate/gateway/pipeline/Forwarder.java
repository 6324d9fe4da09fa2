package io.stagegate.gateway.pipeline;

import io.stagegate.core.platform.Notice;
import io.stagegate.core.platform.Notice.Kind;
import io.stagegate.core.platform.Reply;
import io.stagegate.core.platform.TargetChange;
import io.stagegate.gateway.faults.Failpoint;
import io.stagegate.gateway.journal.Attempt;
import io.stagegate.gateway.journal.Journal;
import io.stagegate.gateway.journal.JournalException;
import io.stagegate.gateway.journal.Outcome;
import io.stagegate.gateway.journal.Submission;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Forwards an attempt whose intent is committed, at most once, and settles it. An answer that does not come is never
 * asked for again: the targets are read back instead.
 */
public final class Forwarder {
    private static final Logger LOG = LoggerFactory.getLogger(Forwarder.class);

    private final Journal journal;
    private final Pause pause;
    private final Consumer<Submission> settled;

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
            if (!attempt.lease().safe()) {
                LOG.warn(
                        "attempt {} comes too late to be sent under its lease: it is found out what is so",
                        attempt.id());
                return Optional.empty();
            }
            switch (upstream.client().send(call, credential)) {
                case Sent.Answered(var answer, var reply) -> {
                    switch (upstream.platform().settlement(attempt.submission().change(), answer)) {
                        case APPLIED -> last = Optional.of(reply);
                        case REFUSED -> {
                            return last.isEmpty()
                                    ? settle(attempt, new Outcome.Refused(reply))
                                    : readBack(upstream, attempt, "the upstream refused a later part of it", false);
                        }
                        case UNKNOWN -> {
                            return readBack(upstream, attempt, "the upstream answered " + answer.status(), false);
                        }
                    }
                }
                case Sent.NotSent(var why) -> {
                    return last.isEmpty()
                            ? settle(attempt, new Outcome.NotApplied(say(upstream, Kind.BAD_GATEWAY, unsent(why)), why))
                            : readBack(upstream, attempt, why, false);
                }
                case Sent.Lost(var why, var timedOut) -> {
                    return readBack(upstream, attempt, why, timedOut);
                }
            }
        }
        return restores(attempt)
                ? readBack(upstream, attempt, "a restore is read back to prove it", false)
                : settle(attempt, new Outcome.Applied(last.orElseThrow()));
    }

    /** Finds out by reading what became of an attempt, and settles it. */
    public Optional<Outcome> readBack(Upstream upstream, Attempt attempt, String why, boolean timedOut) {
        var targets = attempt.targets().stream().map(TargetChange::target).toList();
        for (var tries = 0; tries < 3; tries++) {
            // What the upstream has begun may still take effect: look again before saying that it did not.
            pause.sleep(timedOut || tries > 0 ? Duration.ofSeconds(2) : Duration.ofMillis(200));
            try {
                var now = upstream.ask(upstream.platform().read(targets));
                var verdict = upstream.platform().readBack(attempt.submission().change(), attempt.targets(), now);
                switch (verdict) {
                    case APPLIED -> {
                        return settle(attempt, new Outcome.Applied(applied(upstream, attempt, why)));
                    }
                    case NOT_APPLIED -> {
                        if (tries == 2) {
                            return settle(attempt, notApplied(upstream, why, timedOut));
                        }
                    }
                    case UNCLEAR -> {
                        if (tries == 2) {
                            return settle(attempt, unclear(upstream, why));
                        }
                    }
                }
            } catch (InquiryException e) {
                LOG.warn("attempt {} cannot be read back yet: {}", attempt.id(), e.getMessage());
            }
        }
        settled.accept(attempt.submission());
        return Optional.empty();
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

    private static Outcome notApplied(Upstream upstream, String why, boolean timedOut) {
        var kind = timedOut ? Kind.GATEWAY_TIMEOUT : Kind.BAD_GATEWAY;
        var text = "Stagegate: the change was not applied, as reading back shows (" + why + ").";
        return new Outcome.NotApplied(say(upstream, kind, text), why);
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
            try {
                journal.settle(attempt, outcome);
                Failpoint.OUTCOME_COMMITTED.reached();
                settled.accept(attempt.submission());
                return Optional.of(outcome);
            } catch (JournalException e) {
                LOG.error(
                        "outcome {} of attempt {} not recorded yet: {}", outcome.word(), attempt.id(), e.getMessage());
                pause.sleep(Duration.ofSeconds(1));
            }
        }
        return Optional.empty();
    }
}
