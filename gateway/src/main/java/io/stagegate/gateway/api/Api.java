package io.stagegate.gateway.api;

import io.stagegate.core.Subject;
import io.stagegate.core.json.JsonValue;
import io.stagegate.core.json.JsonValue.JsonBoolean;
import io.stagegate.core.json.JsonValue.JsonObject;
import io.stagegate.core.platform.Reply;
import io.stagegate.gateway.hold.Review.Verdict;
import io.stagegate.gateway.hold.Ruling;
import io.stagegate.gateway.identity.People;
import io.stagegate.gateway.journal.Records;
import io.stagegate.gateway.journal.Records.Page;
import io.stagegate.gateway.journal.Records.Reach;
import io.stagegate.gateway.pipeline.Reviewing;
import io.stagegate.gateway.restore.RestoreResult;
import io.stagegate.gateway.restore.Restoring;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/** What the calls of the API do, by their {@code operationId}. To be called on a virtual thread of Vert.x. */
public final class Api {
    private final Records records;
    private final Reviewing reviewing;
    private final Restoring restoring;
    private final People people;
    private final Predicate<Set<String>> mayRead;

    /** @param mayRead whether somebody in those groups may read */
    public Api(
            Records records, Reviewing reviewing, Restoring restoring, People people, Predicate<Set<String>> mayRead) {
        this.records = records;
        this.reviewing = reviewing;
        this.restoring = restoring;
        this.people = people;
        this.mayRead = mayRead;
    }

    /** Something that a call does. */
    @FunctionalInterface
    interface Operation {
        Reply call(Call call);
    }

    /** Every operation but the audit, which may be a stream. */
    Map<String, Operation> operations() {
        return Map.of(
                "listHolds", reading(call -> list(records.holds(call.filter("state"), call.part()))),
                "getHold", reading(call -> one(call, records.hold(call.id()), "hold")),
                "reviewHold", this::review,
                "cancelHold", this::cancel,
                "listPromotions", reading(call -> list(records.promotions(call.filter("outcome"), call.part()))),
                "getPromotion", reading(call -> one(call, records.promotion(call.id()), "promotion")),
                "getSnapshot", reading(call -> one(call, records.snapshot(call.id()), "snapshot")),
                "restoreSnapshot", this::restore);
    }

    Records records() {
        return records;
    }

    /** Who a bearer token belongs to. */
    Optional<Subject> person(String token) {
        return people.byToken(token);
    }

    /** Why a person may not read; empty where they may. */
    Optional<Problem> readingForbidden(Subject person) {
        return mayRead.test(person.groups())
                ? Optional.empty()
                : Optional.of(Problem.of(ProblemType.FORBIDDEN, person.id() + " may not read: see permissions.read"));
    }

    Operation reading(Operation operation) {
        return call -> readingForbidden(call.person()).map(Problem::reply).orElseGet(() -> operation.call(call));
    }

    /** One page of the audit; without {@code next} where nothing follows as yet. */
    Reply auditPage(Call call) {
        var part = call.part();
        var page = records.audit(call.auditFilter(), part, Reach.COMMITTED);
        return list(page.items().size() < part.limit() ? new Page(page.items(), Optional.empty()) : page);
    }

    static Reply list(Page page) {
        var body = JsonObject.EMPTY.with("items", JsonValue.array(page.items()));
        return Reply.json(
                200, page.next().map(n -> body.with("next", n)).orElse(body).toJson());
    }

    private static Reply one(Call call, Optional<JsonObject> found, String what) {
        return found.map(o -> Reply.json(200, o.toJson())).orElseGet(() -> missing(call, what));
    }

    private static Reply missing(Call call, String what) {
        return Problem.notFound(what + " " + call.id()).at(call.path()).reply();
    }

    private Reply review(Call call) {
        var body = call.body();
        var ruling = reviewing.review(
                call.id(),
                call.person(),
                verdict(body),
                body.text("comment").orElse(""),
                body.text("digest").orElse(""));
        return reviewed(call.id(), body, ruling);
    }

    static Verdict verdict(JsonObject body) {
        return body.text("state").equals(Optional.of("approved")) ? Verdict.APPROVED : Verdict.REJECTED;
    }

    /** What is answered to a review, whichever way it came. */
    static Reply reviewed(String hold, JsonObject body, Ruling ruling) {
        return switch (ruling) {
            case Ruling.Accepted(var review, var state) ->
                Reply.json(
                        201,
                        JsonObject.EMPTY
                                .with("hold", hold)
                                .with("holdState", state.word())
                                .with("reviewer", review.reviewer())
                                .with("state", body.text("state").orElse(""))
                                .with("comment", review.comment())
                                .with("digest", review.digest())
                                .with("at", review.at().toString())
                                .toJson());
            case Ruling.Moved(var state) -> moved(hold, state.word());
            case Ruling.Refused refused -> refused(refused, hold);
        };
    }

    private Reply cancel(Call call) {
        return switch (reviewing.cancel(call.id(), call.person())) {
            case Ruling.Accepted(var _, var state) -> moved(call.id(), state.word());
            case Ruling.Moved(var state) -> moved(call.id(), state.word());
            case Ruling.Refused refused -> refused(refused, call.id());
        };
    }

    private static Reply moved(String hold, String state) {
        return Reply.json(
                200, JsonObject.EMPTY.with("id", hold).with("state", state).toJson());
    }

    private static Reply refused(Ruling.Refused refused, String hold) {
        var type =
                switch (refused.problem()) {
                    case OWN_REQUEST -> ProblemType.OWN_REQUEST;
                    case NOT_ENTITLED -> ProblemType.NOT_ENTITLED;
                    case SETTLED -> ProblemType.SETTLED;
                    case DIGEST_DIFFERS -> ProblemType.DIGEST_DIFFERS;
                    case TWICE -> ProblemType.TWICE;
                    case NOT_FOUND -> ProblemType.NOT_FOUND;
                };
        return Problem.of(type, refused.message()).at("/v1/holds/" + hold).reply();
    }

    private Reply restore(Call call) {
        var force = call.body().get("force").equals(Optional.of(JsonBoolean.TRUE));
        var comment = call.body().text("comment").orElse("");
        return switch (restoring.restore(call.id(), call.person(), force, comment)) {
            case RestoreResult.Applied(var promotion) ->
                restored(200, "applied", JsonObject.EMPTY.with("promotion", promotion));
            case RestoreResult.AlreadyThere(var message) ->
                restored(200, "alreadyThere", JsonObject.EMPTY.with("detail", message));
            case RestoreResult.Held(var hold, var promotion) ->
                restored(202, "held", JsonObject.EMPTY.with("hold", hold).with("promotion", promotion));
            case RestoreResult.Denied(var promotion, var message) ->
                Problem.of(ProblemType.DENIED, "the rules deny it (" + promotion + "): " + message)
                        .at("/v1/promotions/" + promotion)
                        .reply();
            case RestoreResult.MovedOn(var message) ->
                about(call, ProblemType.MOVED_ON, message + "; look at it, and force it where it is still wanted");
            case RestoreResult.Impossible(var message) -> about(call, ProblemType.NOT_RESTORABLE, message);
            case RestoreResult.Forbidden(var message) -> about(call, ProblemType.FORBIDDEN, message);
            case RestoreResult.NotFound() -> missing(call, "snapshot");
            case RestoreResult.Failed(var promotion, var message) ->
                Problem.of(ProblemType.NOT_RESTORED, promotion + ": " + message)
                        .at("/v1/promotions/" + promotion)
                        .reply();
            case RestoreResult.Unavailable(var message) -> about(call, ProblemType.UNAVAILABLE, message);
        };
    }

    private static Reply about(Call call, ProblemType type, String message) {
        return Problem.of(type, message).at("/v1/snapshots/" + call.id()).reply();
    }

    private static Reply restored(int status, String outcome, JsonObject about) {
        return Reply.json(status, about.with("outcome", outcome).toJson());
    }
}
