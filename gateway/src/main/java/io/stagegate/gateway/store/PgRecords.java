package io.stagegate.gateway.store;

import io.stagegate.core.json.JsonValue;
import io.stagegate.core.json.JsonValue.JsonObject;
import io.stagegate.gateway.journal.Records;
import io.stagegate.gateway.json.StrictJson;
import io.stagegate.gateway.store.Sql.Statements;
import io.vertx.sqlclient.Row;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** What is recorded, read from PostgreSQL for the API. */
public final class PgRecords implements Records {
    private static final String PROMOTION_VIEW = """
            SELECT * FROM (SELECT p.id, p.at, p.upstream, p.workspace, p.model, p.operation, p.action, p.subject::text,
                p.restore::text, p.policy, h.id AS hold, h.state AS hold_state, a.snapshot, o.outcome, o.detail,
                o.at AS settled, d.effect, d.evaluation::text,
                ARRAY(SELECT DISTINCT t -> 'change' ->> 'environment'
                    FROM jsonb_array_elements(d.evaluation -> 'targets') t) AS environments
            FROM promotion p
            LEFT JOIN hold h ON h.promotion = p.id
            LEFT JOIN attempt a ON a.promotion = p.id
            LEFT JOIN outcome o ON o.attempt = a.id
            LEFT JOIN LATERAL (SELECT effect, evaluation FROM decision WHERE promotion = p.id
                ORDER BY id DESC LIMIT 1) d ON true) p WHERE true\
            """;

    private final Sql sql;
    private final HoldView holds;

    PgRecords(Sql sql, HoldView holds) {
        this.sql = sql;
        this.holds = holds;
    }

    @Override
    public Page holds(Filter filter, Part part) {
        var after = part.cursor().map(Cursors::position);
        var query = new Query(HoldView.SELECT)
                .and(filter.state(), "h.state = ?")
                .and(filter.upstream(), "p.upstream = ?")
                .and(filter.model(), "p.model = ?")
                .and(filter.environment(), "? = ANY (h.environments)")
                .before(after, "h.opened_at", "h.id");
        return sql.transaction(
                "listing holds",
                tx -> page(
                        query.run(tx, " ORDER BY h.opened_at DESC, h.id DESC LIMIT " + (part.limit() + 1)),
                        part,
                        HoldView::summary));
    }

    @Override
    public Optional<JsonObject> hold(String id) {
        return sql.transaction("reading a hold", tx -> holds.find(tx, id));
    }

    @Override
    public Page promotions(Filter filter, Part part) {
        var after = part.cursor().map(Cursors::position);
        var query = new Query(PROMOTION_VIEW)
                .and(filter.state(), "p.outcome = ?")
                .and(filter.upstream(), "p.upstream = ?")
                .and(filter.model(), "p.model = ?")
                .and(filter.environment(), "? = ANY (p.environments)")
                .before(after, "p.at", "p.id");
        return sql.transaction(
                "listing promotions",
                tx -> page(
                        query.run(tx, " ORDER BY p.at DESC, p.id DESC LIMIT " + (part.limit() + 1)),
                        part,
                        Views::promotion));
    }

    @Override
    public Optional<JsonObject> promotion(String id) {
        return sql.transaction(
                "reading a promotion", tx -> promotion(tx, id).map(found -> found.with("story", story(tx, id))));
    }

    /** One promotion without its story. */
    static Optional<JsonObject> promotion(Statements tx, String id) {
        return new Query(PROMOTION_VIEW)
                .and(Optional.of(id), "p.id = ?").run(tx, "").stream()
                        .findFirst()
                        .map(row ->
                                Views.evaluated(Views.promotion(row), StrictJson.stored(row.getString("evaluation"))));
    }

    private static JsonValue story(Statements tx, String promotion) {
        return JsonValue.array(tx.query(AuditViews.SELECT + " AND promotion = $1 ORDER BY tx, id", promotion).stream()
                .map(AuditViews::read)
                .toList());
    }

    @Override
    public Optional<JsonObject> snapshot(String id) {
        return sql.transaction(
                "reading a snapshot",
                tx -> DriftRows.number(id)
                        .map(number -> DriftRows.view(tx, number))
                        .orElseGet(() -> tx.first(
                                        "SELECT id, at, promotion, upstream, targets::text FROM snapshot WHERE id = $1",
                                        id)
                                .map(Views::snapshot)));
    }

    @Override
    public Page audit(AuditFilter filter, Part part, Reach reach) {
        var after = part.cursor().map(Cursors::place);
        return sql.transaction("reading audit records", tx -> AuditPages.read(tx, filter, part, after, reach));
    }

    @Override
    public Lines decisions(Decided decided, long behind, int limit) {
        return sql.transaction("reading decisions", tx -> DecisionLines.read(tx, decided, behind, limit));
    }

    @Override
    public Lines latestDecisions(long before, int limit) {
        return sql.transaction("reading the latest decisions", tx -> DecisionLines.latest(tx, before, limit));
    }

    private static Page page(List<Row> rows, Part part, Function<Row, JsonObject> view) {
        return Pages.of(
                rows,
                part.limit(),
                view,
                last -> Cursors.of(Sql.instant(last, "at").toString(), last.getString("id")));
    }
}
