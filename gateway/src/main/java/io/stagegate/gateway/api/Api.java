package io.stagegate.gateway.api;

import io.stagegate.core.Subject;
import io.stagegate.core.json.JsonValue;
import io.stagegate.core.json.JsonValue.JsonBoolean;
import io.stagegate.core.json.JsonValue.JsonObject;
import io.stagegate.core.platform.Reply;
import io.stagegate.gateway.hold.Review;
import io.stagegate.gateway.hold.Review.Verdict;
import io.stagegate.gateway.hold.Ruling;
import io.stagegate.gateway.identity.Callers;
import io.stagegate.gateway.identity.Distinction;
import io.stagegate.gateway.journal.Records;
import io.stagegate.gateway.journal.Records.Page;
import io.stagegate.gateway.journal.Records.Reach;
import io.stagegate.gateway.pipeline.Reviewing;
import io.stagegate.gateway.restore.RestoreResult;
import io.stagegate.gateway.restore.Restoring;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/** What the calls of the API do, by their {@code operationId}. To be called on a virtual thread of Vert.x. */
public final class Api {
    private final Records records;
    private final Reviewing reviewing;
    private final Restoring restoring;
    private final Callers callers;
    private final Distinction distinction;
    private final Calls calls;
    private final Predicate<Subject> mayRead;

    /** Calls that have homes of their own. */
    public record Calls(
            TokenCalls tokens, PolicyCalls policies, WaiverCalls waivers, TargetCalls targets, WatchCalls watches) {}

    /** @param mayRead whether somebody may read */
    public Api(
            Records records,
            Reviewing reviewing,
            Restoring restoring,
            Callers callers,
            Distinction distinction,
            Calls calls,
            Predicate<Subject> mayRead) {
        this.records = records;
        this.reviewing = reviewing;
        this.restoring = restoring;
        this.callers = callers;
        this.distinction = distinction;
        this.calls = calls;
        this.mayRead = mayRead;
    }

    /** Something that a call does. */
    @FunctionalInterface
    interface Operation {
        Reply call(Call call);
    }

    /** Every operation but the audit, which may be a stream. */
    Map<String, Operation> operations() {
        var operations = new HashMap<>(calls.tokens().operations());
        operations.putAll(calls.policies().operations(this));
        operations.putAll(calls.waivers().operations(this));
        operations.putAll(calls.watches().operations(this));
        operations.putAll(calls.targets().operations(this));
        operations.putAll(Map.of(
                "listHolds", reading(call -> list(records.holds(call.filter("state"), call.part()))),
                "getHold", reading(call -> one(call, records.hold(call.id()), "hold")),
                "reviewHold", this::review,
                "cancelHold", this::cancel,
                "breakGlass", this::breakGlass,
                "listPromotions", reading(call -> list(records.promotions(call.filter("outcome"), call.part()))),
                "getPromotion", reading(call -> one(call, records.promotion(call.id()), "promotion")),
                "getSnapshot", reading(call -> one(call, records.snapshot(call.id()), "snapshot")),
                "restoreSnapshot", this::restore));
        return Map.copyOf(operations);
    }

    PolicyCalls policies() {
        return calls.policies();
    }

    WatchCalls watches() {
        return calls.watches();
    }

    Records records() {
        return records;
    }

    /** Who calls. */
    Callers callers() {
        return callers;
    }

    /** Why a person may not read; empty where they may. */
    Optional<Problem> readingForbidden(Subject person) {
        return mayRead.test(person)
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
        return answer(call.id(), ruling);
    }

    static Verdict verdict(JsonObject body) {
        return body.text("state").equals(Optional.of("approved")) ? Verdict.APPROVED : Verdict.REJECTED;
    }

    private Reply breakGlass(Call call) {
        var body = call.body();
        var reason = body.text("reason").orElse("");
        return answer(
                call.id(),
                reviewing.breakGlass(
                        call.id(), call.person(), reason, body.text("digest").orElse("")));
    }

    private Reply cancel(Call call) {
        return answer(call.id(), reviewing.cancel(call.id(), call.person()));
    }

    /** What is answered to whatever is wanted of a hold, whichever way it came. */
    static Reply answer(String hold, Ruling ruling) {
        return switch (ruling) {
            case Ruling.Accepted(var review, var state) ->
                Reply.json(201, reviewed(hold, review, state.word()).toJson());
            case Ruling.Ratified(var review, var _, var state) ->
                Reply.json(
                        201,
                        reviewed(hold, review, "released")
                                .with("ratification", state.word())
                                .toJson());
            case Ruling.Broken(var glass, var state) ->
                Reply.json(
                        201,
                        JsonObject.EMPTY
                                .with("hold", hold)
                                .with("holdState", state.word())
                                .with("person", glass.person())
                                .with("reason", glass.reason())
                                .with("digest", glass.digest())
                                .with("ratifyBy", glass.ratifyBy().toString())
                                .toJson());
            case Ruling.Moved(var state) -> moved(hold, state.word());
            case Ruling.Refused refused -> refused(refused, hold);
        };
    }

    private static JsonObject reviewed(String hold, Review review, String holdState) {
        var out = JsonObject.EMPTY
                .with("hold", hold)
                .with("holdState", holdState)
                .with("reviewer", review.reviewer())
                .with("state", review.verdict().word())
                .with("comment", review.comment())
                .with("digest", review.digest())
                .with("at", review.at().toString());
        var outside = review.outside().stream().sorted().map(JsonValue::of).toList();
        return outside.isEmpty() ? out : out.with("outside", JsonValue.array(outside));
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
                    case COMMENT_MISSING -> ProblemType.COMMENT_MISSING;
                    case TAMPERED -> ProblemType.TAMPERED;
                    case FORBIDDEN -> ProblemType.FORBIDDEN;
                    case TWICE -> ProblemType.TWICE;
                    case NOT_FOUND -> ProblemType.NOT_FOUND;
                };
        return Problem.of(type, refused.message()).at("/v1/holds/" + hold).reply();
    }

    private Reply restore(Call call) {
        if (distinction.isService(call.person())) {
            var why = call.person().identity() + " is a service account: only people put back what served before";
            return RestoreAnswer.reply(call.id(), new RestoreResult.Forbidden(why));
        }
        var force = call.body().get("force").equals(Optional.of(JsonBoolean.TRUE));
        var comment = call.body().text("comment").orElse("");
        return RestoreAnswer.reply(call.id(), restoring.restore(call.id(), call.person(), force, comment));
    }
}
