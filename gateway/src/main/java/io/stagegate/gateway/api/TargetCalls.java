package io.stagegate.gateway.api;

import io.stagegate.core.platform.Reply;
import io.stagegate.gateway.estate.Estate;
import io.stagegate.gateway.estate.Estate.Selection;
import java.util.Map;

/** What the calls about targets do: what serves, what served at a time, and what one has served. */
public final class TargetCalls {
    private final Estate estate;

    public TargetCalls(Estate estate) {
        this.estate = estate;
    }

    Map<String, Api.Operation> operations(Api api) {
        return Map.of("listTargets", api.reading(this::list), "targetHistory", api.reading(this::history));
    }

    private Reply list(Call call) {
        var which = new Selection(
                call.text("target"),
                call.text("upstream"),
                call.text("model"),
                call.text("environment"),
                call.text("known"));
        return Api.list(estate.targets(which, call.text("at").map(Times::parse), call.part()));
    }

    private Reply history(Call call) {
        return estate.history(call.id(), call.part())
                .map(Api::list)
                .orElseGet(() -> Problem.notFound("target " + call.id() + ": take its id from /v1/targets")
                        .at(call.path())
                        .reply());
    }
}
