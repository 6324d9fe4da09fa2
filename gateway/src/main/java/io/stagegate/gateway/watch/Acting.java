package io.stagegate.gateway.watch;

import io.stagegate.core.Subject;
import io.stagegate.core.decision.Requirement;
import io.stagegate.gateway.faults.Failpoint;
import io.stagegate.gateway.journal.Submission.RestoreOf;
import io.stagegate.gateway.restore.RestoreResult;
import io.stagegate.gateway.restore.Restoring;
import io.stagegate.gateway.watch.Verdict.Said;
import io.stagegate.gateway.watch.Verdict.Word;
import io.stagegate.gateway.watch.Watched.End;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Does what the rules want done about a look: tells people, asks them, or puts back what served before. */
public final class Acting {
    private static final Logger LOG = LoggerFactory.getLogger(Acting.class);
    private static final Subject ITSELF = Subject.itself("watch");
    /** Another identity: that people are asked does not keep the rules from deciding meanwhile. */
    private static final Subject ASKING = Subject.itself("ask");
    /** So often what certainly was not sent is tried again. */
    private static final int TRIES = 3;

    private static final int LONGEST = 2_000;

    private final Watches store;
    private final Restoring restoring;
    private final Limits limits;
    private final WatchTally tally;

    /**
     * What keeps the gateway from going round in circles, and who is asked.
     *
     * @param guard how long a version that was taken away from a target is not gone back to
     * @param restoresPerDay how often something is put back in a target within a day without a person
     * @param asked who has to approve where people are asked
     */
    public record Limits(Duration guard, int restoresPerDay, Requirement asked) {

        /** Why nothing more is put back by the gateway itself; empty where it may be. */
        public Optional<String> objection(Watches.Past past) {
            if (!past.restoredAway().isEmpty()) {
                return Optional.of("it would go back to "
                        + past.restoredAway().stream().sorted().collect(Collectors.joining(", "))
                        + ", which was itself taken away from there by a restore within " + spoken(guard));
            }
            return past.restores() >= restoresPerDay
                    ? Optional.of("something was put back there " + past.restores() + " times within a day already")
                    : Optional.empty();
        }

        private static String spoken(Duration time) {
            return time.toHours() > 0 ? time.toHours() + " h" : time.toMinutes() + " min";
        }
    }

    public Acting(Watches store, Restoring restoring, Limits limits, WatchTally tally) {
        this.store = store;
        this.restoring = restoring;
        this.limits = limits;
        this.tally = tally;
    }

    /** Does it. Never twice what must be done once, whoever else looks at the same time. */
    public void act(Judged judged) {
        judged.verdict().saying(Word.TELL).forEach(said -> store.tell(judged.deed(List.of(said)), said));
        switch (judged.verdict().word()) {
            case LEAVE, TELL -> {
                // All that there is to be done is done.
            }
            case ASK -> ask(judged, judged.verdict().saying(Word.ASK), false);
            case INDETERMINATE -> ask(judged, judged.verdict().saying(Word.INDETERMINATE), false);
            case RESTORE -> restore(judged, judged.verdict().saying(Word.RESTORE));
        }
    }

    private void restore(Judged judged, List<Said> said) {
        var watch = judged.watch();
        if (!watch.trouble().isEmpty() || failed(judged, said) || wasAsked(judged, said)) {
            return;
        }
        var past = store.past(watch, limits.guard());
        if (!past.tries().isEmpty()) {
            again(judged, said, past);
            return;
        }
        var guard = limits.objection(past);
        if (guard.isPresent()) {
            var why = List.of(with(said, guard.get()));
            why.forEach(s -> store.tell(judged.deed(said), s));
            ask(judged, why, false);
            return;
        }
        Failpoint.WATCH_RESTORING.reached();
        var result =
                restoring.byItself(ITSELF, new RestoreOf(watch.snapshot(), false, text(said), judged.because(said)));
        tally.restored(result);
        came(judged, said, result, past.unsent());
    }

    /** One try was made already: by a replica that is gone, or by this one, and what became of it was not good. */
    private void again(Judged judged, List<Said> said, Watches.Past past) {
        var last = past.tries().getLast();
        if (last.endsWith("being found out")) {
            return;
        }
        store.stuck(judged.deed(said), "it was tried to put it back, and did not come out well: " + last);
    }

    /** Whether people have agreed to put it back, and that did not come out well or is being found out: they are not asked again, but told. */
    private boolean failed(Judged judged, List<Said> said) {
        var watch = judged.watch();
        if (watch.asked().isEmpty() || watch.asking()) {
            return false;
        }
        var past = store.past(watch, limits.guard());
        if (!past.tries().isEmpty()) {
            again(judged, said, past);
        }
        return !past.tries().isEmpty();
    }

    private static Said with(List<Said> said, String why) {
        var first = said.getFirst();
        return new Said(first.word(), first.rule(), first.source(), first.message() + "; not put back, as " + why);
    }

    private void came(Judged judged, List<Said> said, RestoreResult result, int unsent) {
        var watch = judged.watch();
        switch (result) {
            case RestoreResult.Applied(var promotion) ->
                LOG.warn("{} put back as {}: {}", watch.change().target(), promotion, text(said));
            case RestoreResult.AlreadyThere(var message) -> changed(watch, message);
            case RestoreResult.Over(var message) ->
                LOG.warn("{} is not put back any more: {}", watch.change().target(), message);
            case RestoreResult.Held(var hold, var _) -> store.asked(judged.deed(said), hold, said);
            case RestoreResult.MovedOn(var message) -> moved(judged, said, message);
            case RestoreResult.NotSent(var promotion, var message) -> {
                store.notSent(judged.deed(said), promotion);
                if (unsent + 1 >= TRIES) {
                    store.stuck(judged.deed(said), "nothing could be sent, " + TRIES + " times: " + message);
                }
            }
            case RestoreResult.Failed(var promotion, var message) ->
                store.stuck(judged.deed(said), promotion + ": " + message);
            case RestoreResult.Denied(var promotion, var message) ->
                store.stuck(judged.deed(said), "the rules deny it (" + promotion + "): " + message);
            case RestoreResult.Impossible(var message) -> store.stuck(judged.deed(said), message);
            case RestoreResult.Forbidden(var message) -> store.stuck(judged.deed(said), message);
            case RestoreResult.NotFound() -> store.stuck(judged.deed(said), "its upstream is not in the configuration");
            case RestoreResult.Unavailable(var message) -> {
                LOG.warn("{} not put back yet: {}", watch.change().target(), message);
                var why = with(said, message + "; it is tried again with the next look");
                store.tell(judged.deed(said), why);
            }
        }
    }

    /** Whatever the gateway is making of it at this moment is seen before it is recorded, and is for whoever records it. */
    private void changed(Watched watch, String message) {
        if (!store.changing(watch)) {
            store.end(watch.id(), End.SUPERSEDED, message + ", by other hands", ITSELF.id());
        }
    }

    private void moved(Judged judged, List<Said> said, String message) {
        if (!store.changing(judged.watch())) {
            ask(judged, List.of(with(said, message)), true);
        }
    }

    /**
     * One question at a time, and none again that was answered while the readings were of the same kind.
     *
     * @param moved whether it is known that something else serves there by now
     */
    private void ask(Judged judged, List<Said> said, boolean moved) {
        var watch = judged.watch();
        var deed = judged.deed(said);
        if (watch.asking() || !watch.trouble().isEmpty() || failed(judged, said) || wasAsked(judged, said)) {
            return;
        }
        var restore = new RestoreOf(watch.snapshot(), moved, text(said), judged.because(said));
        switch (restoring.propose(ASKING, restore, limits.asked())) {
            case RestoreResult.Held(var hold, var _) -> {
                Failpoint.WATCH_ASKED.reached();
                store.asked(deed, hold, said);
            }
            case RestoreResult.MovedOn(var message) -> moved(judged, said, message);
            case RestoreResult.AlreadyThere(var message) -> changed(watch, message);
            case RestoreResult.Unavailable(var message) -> {
                LOG.warn("nobody can be asked about {} yet: {}", watch.change().target(), message);
                said.forEach(s -> store.tell(deed, with(List.of(s), message)));
            }
            case RestoreResult.Denied(var promotion, var message) ->
                store.stuck(deed, text(said) + "; the rules deny to put it back (" + promotion + "): " + message);
            case RestoreResult.Impossible(var message) -> store.stuck(deed, text(said) + "; " + message);
            case RestoreResult.NotFound() ->
                store.stuck(deed, text(said) + "; its upstream is not in the configuration");
            case RestoreResult.Forbidden(var message) -> store.stuck(deed, text(said) + "; " + message);
            case RestoreResult.Applied _, RestoreResult.Failed _, RestoreResult.NotSent _, RestoreResult.Over _ ->
                throw new IllegalStateException("what is only proposed was made");
        }
    }

    private boolean wasAsked(Judged judged, List<Said> said) {
        var kind = Kinds.of(judged.seen());
        return said.stream().allMatch(s -> store.wasAsked(judged.watch(), s.rule(), kind));
    }

    private static String text(List<Said> said) {
        var text = Verdict.text(said);
        return text.codePointCount(0, text.length()) > LONGEST
                ? text.substring(0, text.offsetByCodePoints(0, LONGEST))
                : text;
    }
}
