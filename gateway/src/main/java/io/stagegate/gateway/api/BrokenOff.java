package io.stagegate.gateway.api;

import io.stagegate.gateway.journal.JournalException;
import io.stagegate.gateway.journal.Records.BadCursorException;
import io.vertx.ext.web.RoutingContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The end of a stream that cannot go on. */
final class BrokenOff {
    private static final Logger LOG = LoggerFactory.getLogger(BrokenOff.class);

    private BrokenOff() {}

    /**
     * Answers with a problem where nothing has been written. What has begun cannot become a problem document: the connection
     * breaks off, so that nobody takes it for whole.
     *
     * @param what breaks off
     */
    static void end(RoutingContext context, String what, Throwable cause) {
        if (context.response().headWritten()) {
            LOG.warn("{} breaks off: {}", what, cause.getMessage());
            context.request().connection().close();
            return;
        }
        context.response().setChunked(false);
        ApiListener.reply(context, problem(what, cause).reply());
    }

    private static Problem problem(String what, Throwable cause) {
        return switch (cause) {
            case JournalException _ -> Problem.unavailable();
            case BadCursorException bad -> Problem.badCursor(bad);
            default -> {
                LOG.error("{} cannot begin", what, cause);
                yield Problem.internal();
            }
        };
    }
}
