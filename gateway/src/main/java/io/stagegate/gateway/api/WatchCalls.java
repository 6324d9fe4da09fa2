package io.stagegate.gateway.api;

import io.stagegate.core.Subject;
import io.stagegate.core.json.JsonValue;
import io.stagegate.core.json.JsonValue.JsonObject;
import io.stagegate.core.platform.Reply;
import io.stagegate.gateway.identity.Distinction;
import io.stagegate.gateway.journal.Records.Filter;
import io.stagegate.gateway.policy.Explaining;
import io.stagegate.gateway.policy.RecordedLooks;
import io.stagegate.gateway.watch.Watched.End;
import io.stagegate.gateway.watch.Watches;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/** What the calls about watches do. */
public final class WatchCalls {
    private static final String ANY = "all";

    private final Watches store;
    private final Explaining explaining;
    private final Distinction distinction;
    private final Predicate<Subject> mayEnd;

    /** @param mayEnd whether somebody may end one: whoever may restore */
    public WatchCalls(Watches store, Explaining explaining, Distinction distinction, Predicate<Subject> mayEnd) {
        this.store = store;
        this.explaining = explaining;
        this.distinction = distinction;
        this.mayEnd = mayEnd;
    }

    Map<String, Api.Operation> operations(Api api) {
        return Map.of(
                "listWatches", api.reading(this::list),
                "getWatch", api.reading(this::one),
                "explainWatch", api.reading(this::explain),
                "endWatch", api.reading(this::end));
    }

    RecordedLooks recorded() {
        return new RecordedLooks(store);
    }

    private Reply explain(Call call) {
        var look = call.text("look").map(Integer::valueOf);
        var what = look.map(n -> "look " + n + " of watch ").orElse("look of watch ") + call.id();
        return PolicyCalls.explained(explaining.explain(store.look(call.id(), look)), what, call);
    }

    private Reply list(Call call) {
        var asked = call.filter("state");
        var state = asked.state().or(() -> Optional.of("open")).filter(s -> !s.equals(ANY));
        var filter = new Filter(state, asked.upstream(), asked.model(), asked.environment());
        return Api.list(store.list(filter, call.text("target"), call.part()));
    }

    private Reply one(Call call) {
        return store.find(call.id()).map(watch -> with(watch, call)).orElseGet(() -> missing(call));
    }

    private Reply with(JsonObject watch, Call call) {
        var page = store.looks(call.id(), call.part());
        var body = watch.with("items", JsonValue.array(page.items()));
        return Reply.json(
                200, page.next().map(n -> body.with("next", n)).orElse(body).toJson());
    }

    private static Reply missing(Call call) {
        return Problem.notFound("watch " + call.id()).at(call.path()).reply();
    }

    private Reply end(Call call) {
        var person = call.person();
        if (distinction.isService(person) || !mayEnd.test(person)) {
            var why = distinction.isService(person)
                    ? person.identity() + " is a service account: only people end a watch"
                    : person.id() + " may not end a watch: see permissions.restore";
            return Problem.of(ProblemType.FORBIDDEN, why).at(call.path()).reply();
        }
        var reason = call.body().text("reason").orElse("").strip();
        if (reason.isEmpty()) {
            var flaw = Problem.Flaw.member("reason", "say why: the audit keeps it");
            return Problem.of(ProblemType.INVALID, List.of(flaw)).reply();
        }
        var ended = store.end(call.id(), End.GIVEN_UP, person.id() + ": " + reason, person.id());
        return store.find(call.id())
                .map(watch -> ended
                        ? Reply.json(200, watch.toJson())
                        : Problem.of(
                                        ProblemType.SETTLED,
                                        "the watch has ended already: "
                                                + watch.text("why").orElse(""))
                                .at("/v1/watches/" + call.id())
                                .reply())
                .orElseGet(() -> missing(call));
    }
}
