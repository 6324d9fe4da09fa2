package io.stagegate.gateway.api;

import io.stagegate.core.json.JsonValue.JsonObject;
import io.stagegate.core.platform.Reply;
import io.stagegate.gateway.restore.RestoreResult;

/** What is answered to whoever wants something put back, whichever way it came. */
final class RestoreAnswer {
    private RestoreAnswer() {}

    static Reply reply(String snapshot, RestoreResult result) {
        return switch (result) {
            case RestoreResult.Applied(var promotion) ->
                restored(200, "applied", JsonObject.EMPTY.with("promotion", promotion));
            case RestoreResult.AlreadyThere(var message) ->
                restored(200, "alreadyThere", JsonObject.EMPTY.with("detail", message));
            case RestoreResult.Held(var hold, var promotion) ->
                restored(202, "held", JsonObject.EMPTY.with("hold", hold).with("promotion", promotion));
            case RestoreResult.Denied(var promotion, var message) ->
                about(ProblemType.DENIED, promotion, "the rules deny it (" + promotion + "): " + message);
            case RestoreResult.MovedOn(var message) ->
                of(snapshot, ProblemType.MOVED_ON, message + "; look at it, and force it where it is still wanted");
            case RestoreResult.Over(var message) -> of(snapshot, ProblemType.MOVED_ON, message);
            case RestoreResult.Impossible(var message) -> of(snapshot, ProblemType.NOT_RESTORABLE, message);
            case RestoreResult.Forbidden(var message) -> of(snapshot, ProblemType.FORBIDDEN, message);
            case RestoreResult.NotFound() ->
                Problem.notFound("snapshot " + snapshot).at(path(snapshot)).reply();
            case RestoreResult.NotSent(var promotion, var message) ->
                about(ProblemType.NOT_RESTORED, promotion, promotion + ": " + message);
            case RestoreResult.Failed(var promotion, var message) ->
                about(ProblemType.NOT_RESTORED, promotion, promotion + ": " + message);
            case RestoreResult.Unavailable(var message) -> of(snapshot, ProblemType.UNAVAILABLE, message);
        };
    }

    /** The same in words for whoever pressed a button. */
    static String words(RestoreResult result) {
        return switch (result) {
            case RestoreResult.Applied(var promotion) -> "Put back, and read back to prove it: " + promotion + ".";
            case RestoreResult.AlreadyThere(var message) -> "Nothing to do: " + message + ".";
            case RestoreResult.Held(var hold, var _) ->
                "Not put back yet: the rules want it approved first. It waits as " + hold + ".";
            case RestoreResult.Denied(var promotion, var message) ->
                "Not put back: the rules deny it (" + promotion + "): " + message;
            case RestoreResult.MovedOn(var message) ->
                "Not put back: " + message
                        + ". Look at it, and force it by stagegate restore where it is still wanted.";
            case RestoreResult.Over(var message) -> "Not put back: " + message;
            case RestoreResult.Impossible(var message) -> "It cannot be put back: " + message;
            case RestoreResult.Forbidden(var message) -> "Not put back: " + message;
            case RestoreResult.NotFound() -> "Not put back: there is no such snapshot any more.";
            case RestoreResult.NotSent(var promotion, var message) -> "Not put back (" + promotion + "): " + message;
            case RestoreResult.Failed(var promotion, var message) -> "Not put back (" + promotion + "): " + message;
            case RestoreResult.Unavailable(var message) -> "Not put back: " + message + " Try again.";
        };
    }

    private static Reply about(ProblemType type, String promotion, String detail) {
        return Problem.of(type, detail).at("/v1/promotions/" + promotion).reply();
    }

    private static Reply of(String snapshot, ProblemType type, String detail) {
        return Problem.of(type, detail).at(path(snapshot)).reply();
    }

    private static String path(String snapshot) {
        return "/v1/snapshots/" + snapshot;
    }

    private static Reply restored(int status, String outcome, JsonObject about) {
        return Reply.json(status, about.with("outcome", outcome).toJson());
    }
}
