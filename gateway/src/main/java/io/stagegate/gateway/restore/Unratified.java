package io.stagegate.gateway.restore;

import io.stagegate.core.Subject;
import io.stagegate.gateway.hold.Holds;
import io.stagegate.gateway.hold.Holds.Revoked;
import io.stagegate.gateway.journal.JournalException;
import io.stagegate.gateway.journal.Submission.RestoreOf;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What was released in an emergency and not ratified is put back, for nobody in particular. */
public final class Unratified {
    private static final Logger LOG = LoggerFactory.getLogger(Unratified.class);
    private static final Subject ITSELF = Subject.itself("break-glass");

    private final Restoring restoring;
    private final Holds holds;

    public Unratified(Restoring restoring, Holds holds) {
        this.restoring = restoring;
        this.holds = holds;
    }

    /** Puts it back, and says of the hold what came of that. To be called on a virtual thread of Vert.x. */
    public void putBack(Revoked revoked) {
        var why = "released as " + revoked.hold() + " in an emergency, and not ratified";
        try {
            tell(revoked, restoring.byItself(ITSELF, new RestoreOf(revoked.snapshot(), false, why)));
        } catch (JournalException e) {
            LOG.warn("{} not put back yet: {}", revoked.hold(), e.getMessage());
        }
    }

    private void tell(Revoked revoked, RestoreResult result) {
        switch (result) {
            case RestoreResult.Applied(var promotion) -> holds.putBack(revoked, true, "put back as " + promotion);
            case RestoreResult.AlreadyThere(var message) -> holds.putBack(revoked, true, message);
            case RestoreResult.Held(var hold, var _) ->
                holds.putBack(revoked, false, "the rules want it approved first: it waits as " + hold);
            case RestoreResult.Denied(var promotion, var message) ->
                holds.putBack(revoked, false, "the rules deny it (" + promotion + "): " + message);
            case RestoreResult.MovedOn(var message) -> holds.putBack(revoked, false, message);
            case RestoreResult.Over(var message) -> holds.putBack(revoked, false, message);
            case RestoreResult.Impossible(var message) -> holds.putBack(revoked, false, message);
            case RestoreResult.Forbidden(var message) -> holds.putBack(revoked, false, message);
            case RestoreResult.NotSent(var promotion, var message) ->
                holds.putBack(revoked, false, promotion + ": " + message);
            case RestoreResult.Failed(var promotion, var message) ->
                holds.putBack(revoked, false, promotion + ": " + message);
            case RestoreResult.NotFound() -> holds.putBack(revoked, false, "its upstream is not in the configuration");
            case RestoreResult.Unavailable(var message) -> LOG.warn("{} not put back yet: {}", revoked.hold(), message);
        }
    }
}
