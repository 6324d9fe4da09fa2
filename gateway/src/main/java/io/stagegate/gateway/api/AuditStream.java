package io.stagegate.gateway.api;

import io.stagegate.core.json.JsonValue;
import io.stagegate.core.json.JsonValue.JsonObject;
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

/** The audit as a stream, a page at a time: the next page is read when the client has taken the last one. */
final class AuditStream {
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
            "record",
            "cursor");

    private final Vertx vertx;
    private final VirtualThreads threads;
    private final Api api;

    AuditStream(Vertx vertx, VirtualThreads threads, Api api) {
        this.vertx = vertx;
        this.threads = threads;
        this.api = api;
    }

    /**
     * How records are written.
     *
     * @param type media type
     * @param head what stands before the first record
     * @param row one record
     * @param end what stands behind each record
     */
    private record Form(String type, String head, Function<JsonObject, String> row, String end) {
        String text(List<JsonObject> items) {
            return items.stream().map(i -> row.apply(i) + end).collect(Collectors.joining());
        }
    }

    /** One record a line. */
    void lines(RoutingContext context, Call call) {
        stream(context, call, new Form("application/x-ndjson", "", JsonObject::toJson, "\n"));
    }

    /** RFC 4180, with a header line. */
    void table(RoutingContext context, Call call) {
        var header = String.join(",", COLUMNS) + "\r\n";
        stream(context, call, new Form("text/csv; charset=utf-8; header=present", header, AuditStream::row, "\r\n"));
    }

    private void stream(RoutingContext context, Call call, Form form) {
        if (Streaming.begin(context, form.type())) {
            next(context, call, call.text("cursor"), form, form.head());
        }
    }

    /** @param before what is written before the part's records */
    private void next(RoutingContext context, Call call, Optional<String> cursor, Form form, String before) {
        if (context.response().closed()) {
            return;
        }
        var reach = call.follows() ? Reach.FINAL : Reach.COMMITTED;
        threads.call(() -> api.records().audit(call.auditFilter(), new Part(cursor, PAGE), reach))
                .onSuccess(page -> write(context, call, page.next().or(() -> cursor), form, before, page.items()))
                .onFailure(cause -> BrokenOff.end(context, "a stream of audit records", cause));
    }

    private void write(
            RoutingContext context,
            Call call,
            Optional<String> cursor,
            Form form,
            String before,
            List<JsonObject> items) {
        var text = before + form.text(items);
        var more = items.size() == PAGE;
        if (!more && !call.follows()) {
            context.end(text);
            return;
        }
        var written = text.isEmpty()
                ? Future.<Void>succeededFuture()
                : context.response().write(text);
        written.onSuccess(_ -> {
            if (more) {
                next(context, call, cursor, form, "");
            } else {
                vertx.setTimer(LOOK_AGAIN, _ -> next(context, call, cursor, form, ""));
            }
        });
    }

    private static String row(JsonObject item) {
        return COLUMNS.stream().map(column -> cell(item.member(column))).collect(Collectors.joining(","));
    }

    private static String cell(Optional<JsonValue> value) {
        var text = value.map(AuditStream::text).orElse("");
        // What a spreadsheet would take for a formula is made a text.
        var safe = !text.isEmpty() && "=+-@\t\r".indexOf(text.charAt(0)) >= 0 ? "'" + text : text;
        return safe.chars().anyMatch(c -> c == ',' || c == '"' || c == '\n' || c == '\r')
                ? "\"" + safe.replace("\"", "\"\"") + "\""
                : safe;
    }

    /** Several names in one cell stand with semicolons between them. */
    private static String text(JsonValue value) {
        return switch (value) {
            case JsonValue.JsonString(var text) -> text;
            case JsonValue.JsonArray(var elements) ->
                elements.stream().map(AuditStream::text).collect(Collectors.joining(";"));
            default -> value.toJson();
        };
    }
}
