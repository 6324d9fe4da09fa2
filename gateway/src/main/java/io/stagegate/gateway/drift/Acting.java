package io.stagegate.gateway.drift;

import io.stagegate.core.Subject;
import io.stagegate.core.json.JsonValue;
import io.stagegate.core.json.JsonValue.JsonObject;
import io.stagegate.gateway.drift.DriftStore.Deed;
import io.stagegate.gateway.hold.Holds;
import io.stagegate.gateway.hold.ReviewRules;
import io.stagegate.gateway.journal.JournalException;
import io.stagegate.gateway.journal.Submission.RestoreOf;
import io.stagegate.gateway.restore.RestoreResult;
import io.stagegate.gateway.restore.Restoring;
import io.stagegate.gateway.watch.Acting.Limits;
import io.stagegate.gateway.watch.LookJson;
import io.stagegate.gateway.watch.Verdict;
import io.stagegate.gateway.watch.Verdict.Said;
import io.stagegate.gateway.watch.Verdict.Word;
import io.stagegate.gateway.webhook.Shortening;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Does what the rules want done about changes around the gateway: tells people, asks them, puts back what was permitted, or lets it
 * stay. To be called on a virtual thread of Vert.x.
 */
public final class Acting {
    private static final Logger LOG = LoggerFactory.getLogger(Acting.class);
    private static final Subject ITSELF = Subject.itself("drift");
    private static final Subject ASKING = Subject.itself("ask");
    private static final int TOGETHER = 100;
    /** So often what certainly was not sent is tried again. */
    private static final int TRIES = 3;

    private static final int LONGEST = 2_000;
    private static final String ASKED = " (approved, what was permitted last is put back; rejected, it stays as it is)";

    private final DriftStore store;
    private final Holds holds;
    private final Judging judging;
    private final Restoring restoring;
    private final Limits limits;
    private final DriftTally tally;

    /** What it acts with. */
    public record Parts(Holds holds, Judging judging, Restoring restoring, Limits limits) {}

    public Acting(DriftStore store, Parts parts, DriftTally tally) {
        this.store = store;
        this.holds = parts.holds();
        this.judging = parts.judging();
        this.restoring = parts.restoring();
        this.limits = parts.limits();
        this.tally = tally;
    }

    /** One of them, and what the rules make of it. */
    private record Case(Drifted drift, Verdict verdict) {
        Deed deed(List<Said> said) {
            return new Deed(drift, verdict.policy(), because(said));
        }

        JsonObject because(List<Said> said) {
            return JsonObject.EMPTY
                    .with("drift", drift.id())
                    .with("found", JsonValue.texts(drift.change().after().versions()))
                    .with("permitted", JsonValue.texts(drift.change().before().versions()))
                    .with(
                            "rules",
                            JsonValue.array(said.stream().map(LookJson::write).toList()))
                    .with("policy", verdict.policy());
        }

        /** @param more what else people are told */
        RestoreOf restore(List<Said> said, String more) {
            var why = Shortening.cut(Verdict.text(said), LONGEST);
            return new RestoreOf(drift.id(), false, why + more, because(said));
        }
    }

    /**
     * Looks after what is drifted at an upstream now.
     *
     * @throws JournalException where the database does not answer: what is not done now is done with the next round
     */
    public void round(String upstream) {
        store.adoptRejected();
        store.needlessHolds()
                .forEach(id -> holds.decide(id, Subject.ITSELF, hold -> ReviewRules.cancel(hold, Subject.ITSELF)));
        var behind = Optional.<Drifted>empty();
        // Without such rules it stays as it is, and people see it.
        while (judging.ready()) {
            var open = store.open(upstream, behind, TOGETHER);
            open.forEach(this::act);
            if (open.size() < TOGETHER) {
                break;
            }
            behind = Optional.of(open.getLast());
        }
        tally.counted(store.count());
    }

    private void act(Drifted drift) {
        try {
            var judged = judging.judge(drift);
            var acted = new Case(drift, judged.verdict());
            acted.verdict().saying(Word.TELL).forEach(said -> tell(acted, said));
            switch (acted.verdict().word()) {
                case LEAVE -> judged.permitted().ifPresent(said -> adopt(acted, said));
                case TELL -> {
                    // All that there is to be done is done.
                }
                case ASK, INDETERMINATE -> claimed(acted, said -> ask(acted, said));
                case RESTORE -> claimed(acted, said -> restore(acted, said));
            }
        } catch (JournalException e) {
            throw e;
        } catch (RuntimeException e) {
            LOG.error("nothing is done about {} yet", drift.id(), e);
        }
    }

    private static Said but(Said said, String why) {
        return new Said(said.word(), said.rule(), said.source(), said.message() + "; nothing is put back, as " + why);
    }

    private void tell(Case acted, Said said) {
        if (!acted.drift().told().contains(said.rule())) {
            store.tell(acted.deed(List.of(said)), said);
        }
    }

    private void adopt(Case acted, Said said) {
        store.adopt(acted.deed(List.of(said)), Subject.ITSELF, said.toString());
    }

    private void claimed(Case acted, Consumer<List<Said>> act) {
        if (store.claim(acted.drift())) {
            try {
                act.accept(acted.verdict().saying(acted.verdict().word()));
            } finally {
                store.giveBack(acted.drift());
            }
        }
    }

    private void restore(Case acted, List<Said> said) {
        var past = store.past(acted.drift(), limits.guard());
        if (!past.tries().isEmpty()) {
            again(acted, said, past.tries().getLast());
            return;
        }
        var objection = limits.objection(past);
        if (objection.isPresent()) {
            var why = List.of(but(said.getFirst(), objection.get()));
            tell(acted, why.getFirst());
            ask(acted, why);
            return;
        }
        var result = restoring.byItself(ITSELF, acted.restore(said, ""));
        tally.restored(result);
        came(acted, said, result, past.unsent());
    }

    /** One try was made already: by a replica that is gone, or by this one, and what became of it was not good. */
    private void again(Case acted, List<Said> said, String last) {
        if (!last.endsWith("being found out")) {
            store.stuck(acted.deed(said), "it was tried to put it back, and did not come out well: " + last);
        }
    }

    private void came(Case acted, List<Said> said, RestoreResult result, int unsent) {
        switch (result) {
            case RestoreResult.Applied(var promotion) ->
                LOG.warn("{} put back as {}: {}", acted.drift().change().target(), promotion, Verdict.text(said));
            case RestoreResult.NotSent(var promotion, var message) -> {
                store.notSent(acted.deed(said), promotion);
                if (unsent + 1 >= TRIES) {
                    store.stuck(acted.deed(said), "nothing could be sent, " + TRIES + " times: " + message);
                }
            }
            case RestoreResult.Failed(var promotion, var message) ->
                store.stuck(acted.deed(said), promotion + ": " + message);
            case RestoreResult.Held _,
                    RestoreResult.AlreadyThere _,
                    RestoreResult.MovedOn _,
                    RestoreResult.Over _,
                    RestoreResult.Denied _,
                    RestoreResult.Impossible _,
                    RestoreResult.Forbidden _,
                    RestoreResult.NotFound _,
                    RestoreResult.Unavailable _ -> ended(acted, said, result);
        }
    }

    private void ask(Case acted, List<Said> said) {
        ended(acted, said, restoring.propose(ASKING, acted.restore(said, ASKED), limits.asked()));
    }

    /** What came of it where nothing was sent. */
    private void ended(Case acted, List<Said> said, RestoreResult result) {
        var deed = acted.deed(said);
        switch (result) {
            case RestoreResult.Held(var hold, var _) -> store.asked(deed, hold, said);
            case RestoreResult.AlreadyThere _ ->
                store.adopt(deed, Subject.ITSELF, "what was permitted last serves there again");
            case RestoreResult.MovedOn(var message) ->
                // Whoever compares finds it, or it is the gateway itself that changes it.
                LOG.info("nothing is done about {}: {}", acted.drift().id(), message);
            case RestoreResult.Over(var message) ->
                LOG.info("nothing is done about {} any more: {}", acted.drift().id(), message);
            case RestoreResult.Denied(var promotion, var message) ->
                store.stuck(deed, "the rules deny to put it back (" + promotion + "): " + message);
            case RestoreResult.Impossible(var message) -> store.stuck(deed, message);
            case RestoreResult.Forbidden(var message) -> store.stuck(deed, message);
            case RestoreResult.NotFound() -> store.stuck(deed, "its upstream is not in the configuration");
            case RestoreResult.Unavailable(var message) -> {
                LOG.warn("nothing is done about {} yet: {}", acted.drift().id(), message);
                tell(acted, but(said.getFirst(), message + "; it is tried again"));
            }
            case RestoreResult.Applied _, RestoreResult.Failed _, RestoreResult.NotSent _ ->
                throw new IllegalStateException("what is only proposed was made");
        }
    }
}
