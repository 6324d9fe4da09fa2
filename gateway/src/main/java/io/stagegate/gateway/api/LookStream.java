package io.stagegate.gateway.api;

import io.stagegate.gateway.journal.Records.Decided;
import io.stagegate.gateway.policy.RecordedLooks;
import io.stagegate.gateway.threads.VirtualThreads;
import io.stagegate.gateway.watch.Watches.Place;
import io.vertx.ext.web.RoutingContext;
import java.time.Instant;
import java.util.Optional;

/** Recorded looks as a stream, some at a time: the next are read when the client has taken the last ones. */
final class LookStream {
    private static final int PAGE = 200;

    private final VirtualThreads threads;
    private final Api api;
    private final RecordedLooks looks;

    LookStream(VirtualThreads threads, Api api, RecordedLooks looks) {
        this.threads = threads;
        this.api = api;
        this.looks = looks;
    }

    void stream(RoutingContext context, Call call) {
        var forbidden = api.readingForbidden(call.person());
        if (forbidden.isPresent()) {
            ApiListener.reply(context, forbidden.get().reply());
            return;
        }
        if (!Streaming.begin(context, "application/x-ndjson")) {
            return;
        }
        var since = call.text("since").map(Times::parse).orElse(Instant.EPOCH);
        var until = call.text("until").map(Times::parse).orElse(Times.END);
        next(context, new Decided(since, until, Optional.empty()), Place.FIRST);
    }

    private void next(RoutingContext context, Decided time, Place behind) {
        if (context.response().closed()) {
            return;
        }
        threads.call(() -> looks.page(time, behind, PAGE))
                .onSuccess(page -> write(context, time, page))
                .onFailure(cause -> BrokenOff.end(context, "a stream of looks", cause));
    }

    private void write(RoutingContext context, Decided time, RecordedLooks.Page page) {
        var text = page.lines().isEmpty() ? "" : String.join("\n", page.lines()) + "\n";
        page.next()
                .ifPresentOrElse(
                        place -> context.response().write(text).onSuccess(_ -> next(context, time, place)),
                        () -> context.end(text));
    }
}
