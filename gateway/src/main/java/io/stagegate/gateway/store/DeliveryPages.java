package io.stagegate.gateway.store;

import io.stagegate.core.json.JsonValue;
import io.stagegate.core.json.JsonValue.JsonObject;
import io.stagegate.gateway.journal.Records.Page;
import io.stagegate.gateway.journal.Records.Part;
import io.stagegate.gateway.store.Sql.Statements;
import io.vertx.sqlclient.Row;
import java.util.List;
import java.util.Optional;

/** Deliveries as the API shows them: what was told to whom and how that went, not what was said. */
final class DeliveryPages {
    static final String SELECT = """
            SELECT d.id, d.webhook, d.state, d.attempts, d.due, d.status, d.problem, d.settled_at,
                e.id AS event, e.type, e.at, e.promotion, e.hold, e.target
            FROM delivery d JOIN event e ON e.id = d.event WHERE true\
            """;

    private DeliveryPages() {}

    static Page page(List<Row> rows, Part part) {
        var more = rows.size() > part.limit();
        var shown = more ? rows.subList(0, part.limit()) : rows;
        var next = more
                ? Optional.of(Cursors.of("0", Long.toString(shown.getLast().getLong("id"))))
                : Optional.<String>empty();
        return new Page(shown.stream().map(DeliveryPages::read).toList(), next);
    }

    /** The number that an id of the API is; empty where it is none. */
    static Optional<Long> number(String id) {
        return id.matches("d-[0-9]{1,18}") ? Optional.of(Long.valueOf(id.substring(2))) : Optional.empty();
    }

    static JsonObject one(Statements tx, long id) {
        return tx.first(SELECT + " AND d.id = $1", id).map(DeliveryPages::read).orElseThrow();
    }

    private static JsonObject read(Row row) {
        var state = row.getString("state");
        var out = JsonObject.EMPTY
                .with("id", "d-" + row.getLong("id"))
                .with("webhook", row.getString("webhook"))
                .with("event", row.getString("event"))
                .with("type", row.getString("type"))
                .with("at", Sql.instant(row, "at").toString())
                .with("state", state)
                .with("attempts", JsonValue.of(row.getInteger("attempts")))
                .with("problem", row.getString("problem"));
        out = Views.with(out, row, "promotion", "promotion");
        out = Views.with(out, row, "hold", "hold");
        out = Views.with(out, row, "target", "target");
        if (row.getInteger("status") != 0) {
            out = out.with("status", JsonValue.of(row.getInteger("status")));
        }
        if (state.equals("pending")) {
            return out.with("nextAttemptAt", Sql.instant(row, "due").toString());
        }
        return Sql.absent(row, "settled_at")
                ? out
                : out.with("settledAt", Sql.instant(row, "settled_at").toString());
    }
}
