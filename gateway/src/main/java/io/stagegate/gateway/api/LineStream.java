package io.stagegate.gateway.api;

import io.stagegate.gateway.journal.Records.Decided;
import io.stagegate.gateway.policy.RecordedLooks;
import io.stagegate.gateway.threads.VirtualThreads;
import io.stagegate.gateway.watch.Watches.Place;
import io.vertx.ext.web.RoutingContext;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Recorded lines as a stream, some at a time: the next are read when the client has taken the last ones.
 *
 * @param <P> a place in what is recorded, behind which it goes on
 */
final class LineStream<P> {
    private static final int DECISIONS = 500;
    private static final int LOOKS = 200;

    private final VirtualThreads threads;
    private final Api api;
    private final String what;
    private final P first;
    private final Reading<P> reading;

    private LineStream(VirtualThreads threads, Api api, String what, P first, Reading<P> reading) {
        this.threads = threads;
        this.api = api;
        this.what = what;
        this.first = first;
        this.reading = reading;
    }

    /** Reads some lines behind a place. */
    @FunctionalInterface
    private interface Reading<P> {
        Part<P> read(Decided which, P behind);
    }

    /** @param next behind which the next ones are; empty where there are none */
    private record Part<P>(List<String> lines, Optional<P> next) {}

    /** Recorded decisions. */
    static LineStream<Long> decisions(VirtualThreads threads, Api api) {
        return new LineStream<>(threads, api, "a stream of decisions", 0L, (which, behind) -> {
            var page = api.records().decisions(which, behind, DECISIONS);
            var last = page.lines().size() < DECISIONS;
            return new Part<>(page.lines(), last ? Optional.empty() : Optional.of(page.last()));
        });
    }

    /** Recorded looks. */
    static LineStream<Place> looks(VirtualThreads threads, Api api, RecordedLooks looks) {
        return new LineStream<>(threads, api, "a stream of looks", Place.FIRST, (which, behind) -> {
            var page = looks.page(which, behind, LOOKS);
            return new Part<>(page.lines(), page.next());
        });
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
        next(context, new Decided(since, until, call.text("promotion")), first);
    }

    private void next(RoutingContext context, Decided which, P behind) {
        if (context.response().closed()) {
            return;
        }
        threads.call(() -> reading.read(which, behind))
                .onSuccess(part -> write(context, which, part))
                .onFailure(cause -> BrokenOff.end(context, what, cause));
    }

    private void write(RoutingContext context, Decided which, Part<P> part) {
        var text = part.lines().isEmpty() ? "" : String.join("\n", part.lines()) + "\n";
        part.next()
                .ifPresentOrElse(
                        place -> context.response().write(text).onSuccess(_ -> next(context, which, place)),
                        () -> context.end(text));
    }
}
