package io.stagegate.gateway.api;

import io.stagegate.core.json.JsonValue.JsonObject;
import io.stagegate.gateway.journal.JournalException;
import io.stagegate.gateway.journal.Watch;
import io.stagegate.gateway.threads.Awaiting;
import io.stagegate.gateway.threads.VirtualThreads;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.RoutingContext;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Server-sent events of one hold: how it stands each time that this changes, until it is settled for good. */
public final class HoldEvents {
    private static final Logger LOG = LoggerFactory.getLogger(HoldEvents.class);
    private static final Duration LOOK = Duration.ofSeconds(2);
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    /** Rounds after which a client that nothing happened for is shown that the connection stands. */
    private static final int QUIET = 10;

    private final VirtualThreads threads;
    private final Api api;
    private final Function<String, Watch> watches;

    /** @param watches told when something may have happened to a promotion */
    public HoldEvents(VirtualThreads threads, Api api, Function<String, Watch> watches) {
        this.threads = threads;
        this.api = api;
        this.watches = watches;
    }

    void follow(RoutingContext context, Call call) {
        var forbidden = api.readingForbidden(call.person());
        if (forbidden.isPresent()) {
            ApiListener.reply(context, forbidden.get().reply());
            return;
        }
        threads.call(() -> api.records().hold(call.id()))
                .onSuccess(hold -> begin(context, call, hold))
                .onFailure(_ -> ApiListener.reply(context, Problem.unavailable().reply()));
    }

    private void begin(RoutingContext context, Call call, Optional<JsonObject> hold) {
        if (hold.isEmpty()) {
            var problem = Problem.notFound("hold " + call.id()).at("/v1/holds/" + call.id());
            ApiListener.reply(context, problem.reply());
            return;
        }
        context.response()
                .setChunked(true)
                .putHeader("content-type", "text/event-stream")
                .putHeader("cache-control", "no-store");
        if (context.request().method().equals(HttpMethod.HEAD)) {
            context.end();
            return;
        }
        var promotion = hold.get().text("promotion").orElse("");
        threads.execute(() -> run(context, call.id(), promotion));
    }

    private void run(RoutingContext context, String id, String promotion) {
        try (var watch = watches.apply(promotion)) {
            var told = JsonObject.EMPTY;
            var quiet = 0;
            while (!context.response().closed()) {
                var hold = api.records().hold(id).orElseThrow();
                quiet = hold.equals(told) ? quiet + 1 : 0;
                if (quiet == 0) {
                    write(context, "event: hold\ndata: " + hold.toJson() + "\n\n");
                    told = hold;
                } else if (quiet % QUIET == 0) {
                    write(context, ":\n\n");
                }
                if (ended(context, hold, promotion)) {
                    context.end();
                    return;
                }
                watch.await(LOOK);
            }
        } catch (JournalException | TimeoutException e) {
            LOG.debug("a stream of a hold's events breaks off: {}", e.getMessage());
            context.request().connection().close();
        }
    }

    /** Whether nothing more can happen; what came of a released one is told first. */
    private boolean ended(RoutingContext context, JsonObject hold, String promotion) throws TimeoutException {
        var state = hold.text("state").orElse("");
        if (!state.equals("released")) {
            return !List.of("pending", "approved").contains(state);
        }
        var settled =
                api.records().promotion(promotion).filter(p -> p.text("outcome").isPresent());
        if (settled.isPresent()) {
            write(context, "event: promotion\ndata: " + settled.get().toJson() + "\n\n");
        }
        return settled.isPresent();
    }

    private static void write(RoutingContext context, String text) throws TimeoutException {
        Awaiting.within(context.response().write(text), PATIENCE);
    }
}
