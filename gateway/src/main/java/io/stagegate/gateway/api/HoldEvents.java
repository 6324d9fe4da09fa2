package io.stagegate.gateway.api;

import io.stagegate.core.json.JsonValue;
import io.stagegate.core.json.JsonValue.JsonObject;
import io.stagegate.gateway.journal.JournalException;
import io.stagegate.gateway.journal.Watch;
import io.stagegate.gateway.threads.Awaiting;
import io.stagegate.gateway.threads.VirtualThreads;
import io.vertx.ext.web.RoutingContext;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Server-sent events of one hold: how it stands each time that this changes and what happens to it, until it is settled for
 * good. What happened has an id, behind which a client that was cut off goes on.
 */
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
        if (!Streaming.begin(context, "text/event-stream")) {
            return;
        }
        var promotion = hold.get().text("promotion").orElse("");
        var last = Optional.ofNullable(context.request().getHeader("last-event-id"));
        threads.execute(() -> run(context, call.id(), promotion, last));
    }

    private void run(RoutingContext context, String id, String promotion, Optional<String> last) {
        try (var watch = watches.apply(promotion)) {
            var told = JsonObject.EMPTY;
            var steps = new Steps(last);
            var quiet = 0;
            while (!context.response().closed()) {
                var hold = api.records().hold(id).orElseThrow();
                var happened = steps.next(api.records().promotion(promotion).orElse(JsonObject.EMPTY));
                quiet = hold.equals(told) && happened.isEmpty() ? quiet + 1 : 0;
                if (!hold.equals(told)) {
                    write(context, "event: hold\ndata: " + hold.toJson() + "\n\n");
                    told = hold;
                }
                for (var step : happened) {
                    write(context, "event: step\nid: " + Steps.id(step) + "\ndata: " + step.toJson() + "\n\n");
                }
                if (quiet > 0 && quiet % QUIET == 0) {
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

    /** What happened to a hold, each told once. */
    private static final class Steps {
        private final Set<String> told = new HashSet<>();
        private final Optional<String> last;
        private boolean begun;

        /** @param last id of what a client was told last */
        Steps(Optional<String> last) {
            this.last = last;
        }

        /** What is new in the story of its promotion. */
        List<JsonValue> next(JsonObject promotion) {
            var story = promotion.items("story").stream()
                    .filter(s -> s.text("type").orElse("").startsWith("hold."))
                    .toList();
            if (!begun) {
                begun = true;
                var ids = story.stream().map(Steps::id).toList();
                last.map(ids::indexOf).ifPresent(at -> told.addAll(ids.subList(0, at + 1)));
            }
            return story.stream().filter(s -> told.add(id(s))).toList();
        }

        static String id(JsonValue step) {
            return step.text("cursor").orElse("");
        }
    }

    private static void write(RoutingContext context, String text) throws TimeoutException {
        Awaiting.within(context.response().write(text), PATIENCE);
    }
}
