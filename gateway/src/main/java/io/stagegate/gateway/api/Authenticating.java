package io.stagegate.gateway.api;

import io.stagegate.core.Subject;
import io.stagegate.gateway.identity.Callers;
import io.stagegate.gateway.identity.Found;
import io.stagegate.gateway.threads.VirtualThreads;
import io.vertx.core.Vertx;
import io.vertx.ext.web.RoutingContext;
import java.util.Objects;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Finds out who calls the API. */
final class Authenticating {
    private static final Logger LOG = LoggerFactory.getLogger(Authenticating.class);
    private static final String PERSON = "stagegate.person";

    private final Vertx vertx;
    private final VirtualThreads threads;
    private final Callers callers;

    Authenticating(Vertx vertx, VirtualThreads threads, Callers callers) {
        this.vertx = vertx;
        this.threads = threads;
        this.callers = callers;
    }

    /** Who it is that was found out to call. */
    static Subject person(RoutingContext context) {
        return Objects.requireNonNull(context.get(PERSON));
    }

    /** Every call needs a person, before anything else of it is looked at. */
    void authenticate(RoutingContext context) {
        if (ProvedCalls.carriesProof(ApiListener.path(context))) {
            context.next();
            return;
        }
        var token = Requests.bearer(context);
        if (token.isEmpty()) {
            ApiListener.reply(context, Problem.unauthenticated().reply());
            return;
        }
        var atOnce = callers.atOnce(token.get());
        if (atOnce.isPresent()) {
            known(context, atOnce.get());
            return;
        }
        // Nothing of the body is to arrive before somebody wants it.
        context.request().pause();
        var own = vertx.getOrCreateContext();
        threads.call(() -> callers.find(token.get()))
                .onComplete(found -> own.runOnContext(_ -> {
                    context.request().resume();
                    if (found.succeeded()) {
                        found(context, found.result());
                    } else {
                        LOG.error("a call of the API failed", found.cause());
                        ApiListener.reply(context, Problem.internal().reply());
                    }
                }));
    }

    private static void found(RoutingContext context, Found found) {
        switch (found) {
            case Found.Known(var subject) -> known(context, subject);
            case Found.Unknown(var why) ->
                ApiListener.reply(
                        context, Problem.of(ProblemType.UNAUTHENTICATED, why).reply());
            case Found.Unclear(var why) ->
                ApiListener.reply(
                        context, Problem.of(ProblemType.UNAVAILABLE, why).reply());
        }
    }

    private static void known(RoutingContext context, Subject person) {
        context.put(PERSON, person);
        context.next();
    }
}
