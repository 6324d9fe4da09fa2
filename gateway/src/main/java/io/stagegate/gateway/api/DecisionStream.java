package io.stagegate.gateway.api;

import io.stagegate.gateway.journal.Records.Decided;
import io.stagegate.gateway.journal.Records.Lines;
import io.stagegate.gateway.threads.VirtualThreads;
import io.vertx.ext.web.RoutingContext;
import java.time.Instant;

/** Recorded decisions as a stream, some at a time: the next are read when the client has taken the last ones. */
final class DecisionStream {
    private static final int PAGE = 500;

    private final VirtualThreads threads;
    private final Api api;

    DecisionStream(VirtualThreads threads, Api api) {
        this.threads = threads;
        this.api = api;
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
        next(context, new Decided(since, until, call.text("promotion")), 0);
    }

    private void next(RoutingContext context, Decided decided, long behind) {
        if (context.response().closed()) {
            return;
        }
        threads.call(() -> api.records().decisions(decided, behind, PAGE))
                .onSuccess(page -> write(context, decided, page))
                .onFailure(cause -> BrokenOff.end(context, "a stream of decisions", cause));
    }

    private void write(RoutingContext context, Decided decided, Lines page) {
        var text = page.lines().isEmpty() ? "" : String.join("\n", page.lines()) + "\n";
        if (page.lines().size() < PAGE) {
            context.end(text);
        } else {
            context.response().write(text).onSuccess(_ -> next(context, decided, page.last()));
        }
    }
}
