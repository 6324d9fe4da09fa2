package io.stagegate.gateway.api;

import io.stagegate.core.json.JsonValue;
import io.stagegate.core.json.JsonValue.JsonObject;
import io.stagegate.gateway.journal.JournalException;
import io.stagegate.gateway.journal.Records.AuditFilter;
import io.stagegate.gateway.journal.Records.BadCursorException;
import io.stagegate.gateway.journal.Records.Part;
import io.stagegate.gateway.journal.Records.Reach;
import io.stagegate.gateway.threads.VirtualThreads;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.ext.web.RoutingContext;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The audit as a stream, a page at a time: the next page is read when the client has taken the last one. */
final class AuditStream {
    private static final Logger LOG = LoggerFactory.getLogger(AuditStream.class);
    private static final int PAGE = 500;
    private static final long LOOK_AGAIN = 500;
    private static final List<String> COLUMNS = List.of(
            "id",
            "at",
            "type",
            "promotion",
            "subject",
            "upstream",
            "model",
            "environments",
            "operation",
            "decision",
            "policy",
            "record");

    private final Vertx vertx;
    private final VirtualThreads threads;
    private final Api api;

    AuditStream(Vertx vertx, VirtualThreads threads, Api api) {
        this.vertx = vertx;
        this.threads = threads;
        this.api = api;
    }

    /** One record a line. */
    void lines(RoutingContext context, Call call) {
        var follow = call.text("follow").equals(Optional.of("true"));
        begin(context, "application/x-ndjson");
        next(context, call.auditFilter(), call.text("cursor"), follow, JsonObject::toJson, "\n");
    }

    /** RFC 4180, with a header line. */
    void table(RoutingContext context, Call call) {
        begin(context, "text/csv; charset=utf-8; header=present");
        context.response().write(String.join(",", COLUMNS) + "\r\n");
        next(context, call.auditFilter(), call.text("cursor"), false, AuditStream::row, "\r\n");
    }

    private static void begin(RoutingContext context, String type) {
        context.response().setChunked(true).putHeader("content-type", type).putHeader("cache-control", "no-store");
    }

    private void next(
            RoutingContext context,
            AuditFilter filter,
            Optional<String> cursor,
            boolean follow,
            Function<JsonObject, String> form,
            String end) {
        if (context.response().closed()) {
            return;
        }
        var reach = follow ? Reach.FINAL : Reach.COMMITTED;
        threads.call(() -> api.records().audit(filter, new Part(cursor, PAGE), reach))
                .onComplete(page -> {
                    if (page.failed()) {
                        broken(context, page.cause());
                        return;
                    }
                    var items = page.result().items();
                    var text = items.stream().map(i -> form.apply(i) + end).collect(Collectors.joining());
                    var more = items.size() == PAGE;
                    if (!more && !follow) {
                        context.end(text);
                        return;
                    }
                    var going = page.result().next().or(() -> cursor);
                    var written = items.isEmpty()
                            ? Future.<Void>succeededFuture()
                            : context.response().write(text);
                    written.onSuccess(_ -> {
                        if (more) {
                            next(context, filter, going, follow, form, end);
                        } else {
                            vertx.setTimer(LOOK_AGAIN, _ -> next(context, filter, going, true, form, end));
                        }
                    });
                });
    }

    /** What has begun cannot become a problem document: the connection breaks off, so that nobody takes it for whole. */
    private static void broken(RoutingContext context, Throwable cause) {
        if (!context.response().headWritten()) {
            var problem = cause instanceof JournalException
                    ? Problem.unavailable()
                    : cause instanceof BadCursorException
                            ? Problem.badRequest(String.valueOf(cause.getMessage()))
                            : new Problem(500, "Internal error", "the call failed; see the gateway's log");
            context.response().setChunked(false);
            ApiListener.reply(context, problem.reply());
            return;
        }
        LOG.warn("a stream of audit records breaks off: {}", cause.getMessage());
        context.request().connection().close();
    }

    private static String row(JsonObject item) {
        return COLUMNS.stream().map(column -> cell(item.member(column))).collect(Collectors.joining(","));
    }

    private static String cell(Optional<JsonValue> value) {
        var text = value.map(v -> v instanceof JsonValue.JsonString(var s) ? s : v.toJson())
                .orElse("");
        // What a spreadsheet would take for a formula is made a text.
        var safe = !text.isEmpty() && "=+-@\t\r".indexOf(text.charAt(0)) >= 0 ? "'" + text : text;
        return safe.chars().anyMatch(c -> c == ',' || c == '"' || c == '\n' || c == '\r')
                ? "\"" + safe.replace("\"", "\"\"") + "\""
                : safe;
    }
}
