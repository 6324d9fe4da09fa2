package io.stagegate.gateway.store;

import io.stagegate.core.json.JsonValue;
import io.stagegate.core.json.JsonValue.JsonObject;
import io.stagegate.gateway.journal.Records.Filter;
import io.stagegate.gateway.journal.Records.Page;
import io.stagegate.gateway.journal.Records.Part;
import io.stagegate.gateway.json.StrictJson;
import io.stagegate.gateway.store.Sql.Statements;
import io.vertx.sqlclient.Row;
import java.util.List;
import java.util.Optional;

/** Watches and looks as the API shows them. */
final class WatchViews {
    private static final String WATCHES = """
            SELECT w.id, w.state, w.promotion, w.snapshot, w.upstream, w.workspace, w.model, w.target, w.environment, w.version,
                w.previous, w.signals, extract(epoch FROM w.every)::float8 AS every,
                extract(epoch FROM w.settling)::float8 AS settling, w.patience, w.begun_at, w.until, w.ended_at, w.ended_why,
                w.due_at, w.looks, w.before::text, w.hold, w.trouble, h.state AS hold_state,
                l.number, l.at AS look_at, l.gap, l.seen::text, l.judgement, l.findings::text, l.policy
            FROM watch w LEFT JOIN hold h ON h.id = w.hold
                LEFT JOIN watch_look l ON l.watch = w.id AND l.number = w.looks
            WHERE true\
            """;

    private static final String LOOKS = """
            SELECT number, at AS look_at, gap, seen::text, judgement, findings::text, policy FROM watch_look WHERE true\
            """;

    private static final String PLACE = "watch";

    private WatchViews() {}

    /** By target, and those of one by when they began, the newest first. */
    static Page list(Statements tx, Filter filter, Optional<String> target, Part part) {
        var query = new Query(WATCHES)
                .and(filter.state(), "w.state = ?")
                .and(filter.upstream(), "w.upstream = ?")
                .and(filter.model(), "w.model = ?")
                .and(filter.environment(), "w.environment = ?")
                .and(target, "w.target = ?")
                .and(
                        part.cursor().map(c -> Cursors.name(PLACE, c)),
                        "(w.target, w.id) > (SELECT b.target, b.id FROM watch b WHERE b.id = ?)");
        var rows = query.run(tx, " ORDER BY w.target, w.id LIMIT " + (part.limit() + 1));
        return Pages.of(rows, part.limit(), WatchViews::watch, last -> Cursors.of(PLACE, last.getString("id")));
    }

    static Optional<JsonObject> find(Statements tx, String id) {
        return new Query(WATCHES)
                .and(Optional.of(id), "w.id = ?").run(tx, "").stream()
                        .findFirst()
                        .map(row -> Sql.text(row, "before")
                                .map(before -> watch(row)
                                        .with(
                                                "before",
                                                JsonValue.array(StrictJson.stored(before)
                                                        .items("readings"))))
                                .orElseGet(() -> watch(row)));
    }

    static Page looks(Statements tx, String id, Part part) {
        var rows = new Query(LOOKS)
                .and(Optional.of(id), "watch = ?")
                .and(part.cursor().map(c -> Cursors.number(PLACE, c)), "number < ?")
                .run(tx, " ORDER BY number DESC LIMIT " + (part.limit() + 1));
        return Pages.of(
                rows,
                part.limit(),
                WatchViews::look,
                last -> Cursors.of(PLACE, Integer.toString(last.getInteger("number"))));
    }

    private static JsonObject watch(Row row) {
        var out = JsonObject.EMPTY
                .with("id", row.getString("id"))
                .with("state", row.getString("state"))
                .with("target", row.getString("target"))
                .with("upstream", row.getString("upstream"))
                .with("workspace", row.getString("workspace"))
                .with("model", row.getString("model"))
                .with("environment", row.getString("environment"))
                .with("version", row.getString("version"))
                .with("previous", row.getString("previous"))
                .with("promotion", row.getString("promotion"))
                .with("snapshot", row.getString("snapshot"))
                .with("signals", JsonValue.texts(List.of(row.getArrayOfStrings("signals"))))
                .with("everySeconds", JsonValue.of(row.getDouble("every")))
                .with("settlingSeconds", JsonValue.of(row.getDouble("settling")))
                .with("patience", JsonValue.of(row.getInteger("patience")))
                .with("begunAt", Sql.instant(row, "begun_at").toString())
                .with("until", Sql.instant(row, "until").toString())
                .with("looks", JsonValue.of(row.getInteger("looks")));
        return with(standing(out, row), row);
    }

    private static JsonObject standing(JsonObject out, Row row) {
        var open = Sql.absent(row, "ended_at");
        var asking = Sql.text(row, "hold_state").filter(s -> s.equals("pending") || s.equals("approved"));
        var stuck = !row.getString("trouble").isEmpty();
        var stood = Views.with(Views.with(out, row, "hold", "hold"), row, "holdState", "hold_state");
        if (stuck) {
            stood = stood.with("trouble", row.getString("trouble"));
        }
        return open
                ? stood.with("nextLookAt", Sql.instant(row, "due_at").toString())
                        .with("needsSomebody", JsonValue.of(stuck || asking.isPresent()))
                : stood.with("endedAt", Sql.instant(row, "ended_at").toString())
                        .with("why", row.getString("ended_why"));
    }

    private static JsonObject with(JsonObject out, Row row) {
        return Sql.absent(row, "number") ? out : out.with("last", look(row));
    }

    private static JsonObject look(Row row) {
        var seen = Sql.json(row, "seen");
        return JsonObject.EMPTY
                .with("number", JsonValue.of(row.getInteger("number")))
                .with("at", Sql.instant(row, "look_at").toString())
                .with("gap", JsonValue.of(row.getBoolean("gap")))
                .with("readings", JsonValue.array(seen.items("readings")))
                .with("alerts", JsonValue.array(seen.items("alerts")))
                .with("judgement", row.getString("judgement"))
                .with("findings", JsonValue.array(Sql.json(row, "findings").items("findings")))
                .with("policy", row.getString("policy"));
    }
}
