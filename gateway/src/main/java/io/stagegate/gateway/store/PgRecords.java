package io.stagegate.gateway.store;

import io.stagegate.core.json.JsonValue;
import io.stagegate.core.json.JsonValue.JsonObject;
import io.stagegate.gateway.hold.Hold;
import io.stagegate.gateway.hold.ReviewRules;
import io.stagegate.gateway.journal.Records;
import io.stagegate.gateway.json.RequirementJson;
import io.stagegate.gateway.json.StrictJson;
import io.stagegate.gateway.store.Sql.Statements;
import io.vertx.sqlclient.Row;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** What is recorded, read from PostgreSQL for the API. */
public final class PgRecords implements Records {
    private static final String HOLD_VIEW = """
            SELECT h.id, h.state, h.promotion, h.digest, h.requester::text, h.requirement::text, h.environments,
                h.opened_at AS at, h.expires_at, p.upstream, p.operation, p.action, p.change::text, p.model,
                (SELECT d.evaluation::text FROM decision d WHERE d.promotion = p.id ORDER BY d.id DESC LIMIT 1) AS evaluation
            FROM hold h JOIN promotion p ON p.id = h.promotion WHERE true\
            """;
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
    private final HoldRows rows;

    PgRecords(Sql sql, HoldRows rows) {
        this.sql = sql;
        this.rows = rows;
    }

    @Override
    public Page holds(Filter filter, Part part) {
        var after = part.cursor().map(Cursors::position);
        var query = new Query(HOLD_VIEW)
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
                        PgRecords::summary));
    }

    private static JsonObject summary(Row row) {
        var evaluation = StrictJson.stored(row.getString("evaluation"));
        var out = JsonObject.EMPTY
                .with("id", row.getString("id"))
                .with("state", row.getString("state"))
                .with("promotion", row.getString("promotion"))
                .with("digest", row.getString("digest"))
                .with("requester", Sql.json(row, "requester"))
                .with("upstream", row.getString("upstream"))
                .with("model", row.getString("model"))
                .with("operation", row.getString("operation"))
                .with("action", row.getString("action"))
                .with("environments", texts(row.getArrayOfStrings("environments")))
                .with("requirement", Sql.json(row, "requirement"))
                .with("openedAt", Sql.instant(row, "at").toString())
                .with("expiresAt", Sql.instant(row, "expires_at").toString());
        return Views.evaluated(out, evaluation);
    }

    @Override
    public Optional<JsonObject> hold(String id) {
        return sql.transaction("reading a hold", tx -> hold(tx, rows, id));
    }

    static Optional<JsonObject> hold(Statements tx, HoldRows rows, String id) {
        return new Query(HOLD_VIEW)
                .and(Optional.of(id), "h.id = ?").run(tx, "").stream()
                        .findFirst()
                        .map(row -> facts(rows.find(tx, id).orElseThrow(), delayed(tx, row, summary(row)))
                                .with(
                                        "request",
                                        Sql.json(row, "change")
                                                .member("parameters")
                                                .orElse(JsonObject.EMPTY))
                                .with("reviews", reviews(tx, id, row.getString("digest")))
                                .with("differences", differences(tx, row.getString("promotion"))));
    }

    /** What follows from its facts and the clock. */
    private static JsonObject facts(Hold hold, JsonObject out) {
        var with = out.with("missing", RequirementJson.write(ReviewRules.missing(hold)))
                .with("intact", JsonValue.of(hold.intact()));
        return hold.glass()
                .map(glass -> with.with(
                        "breakGlass",
                        JsonObject.EMPTY
                                .with("person", glass.person())
                                .with("reason", glass.reason())
                                .with("at", glass.at().toString())
                                .with("ratifyBy", glass.ratifyBy().toString())
                                .with("state", glass.state().word())))
                .orElse(with);
    }

    /** Why an approved hold is not released yet, where that has been tried in vain. */
    private static JsonObject delayed(Statements tx, Row row, JsonObject hold) {
        return row.getString("state").equals("approved")
                ? HoldAudit.lastDelay(tx, row.getString("promotion"))
                        .map(why -> hold.with("delayed", why))
                        .orElse(hold)
                : hold;
    }

    private static JsonValue reviews(Statements tx, String hold, String digest) {
        return JsonValue.array(tx
                .query(
                        "SELECT reviewer, verdict, comment, digest, at, via FROM review WHERE hold = $1 ORDER BY id",
                        hold)
                .stream()
                .map(row -> Views.with(JsonObject.EMPTY, row, "via", "via")
                        .with("reviewer", row.getString("reviewer"))
                        .with("state", row.getString("verdict"))
                        .with("comment", row.getString("comment"))
                        .with("digest", row.getString("digest"))
                        .with("counts", JsonValue.of(row.getString("digest").equals(digest)))
                        .with("at", Sql.instant(row, "at").toString()))
                .toList());
    }

    /** What made a hold return to Pending the last time; none where it never did. */
    private static JsonValue differences(Statements tx, String promotion) {
        return tx.first("""
                        SELECT record::text FROM audit WHERE promotion = $1 AND type = 'hold.reopened' ORDER BY id DESC LIMIT 1
                        """, promotion)
                .map(row -> JsonValue.array(Sql.json(row, "record").items("differences")))
                .orElse(JsonValue.array(List.of()));
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
                tx -> tx.first("SELECT id, at, promotion, upstream, targets::text FROM snapshot WHERE id = $1", id)
                        .map(Views::snapshot));
    }

    @Override
    public Page audit(AuditFilter filter, Part part, Reach reach) {
        var after = part.cursor().map(Cursors::place);
        return sql.transaction("reading audit records", tx -> AuditPages.read(tx, filter, part, after, reach));
    }

    @Override
    public void policySet(String digest, String name, JsonObject files) {
        sql.transaction("remembering a policy set", tx -> tx.update("""
                        INSERT INTO policy_set (digest, name, files) VALUES ($1, $2, ($3::text)::jsonb)
                        ON CONFLICT (digest) DO NOTHING
                        """, digest, name, files.toJson()));
    }

    private static Page page(List<Row> rows, Part part, Function<Row, JsonObject> view) {
        var more = rows.size() > part.limit();
        var shown = more ? rows.subList(0, part.limit()) : rows;
        var next = more
                ? Optional.of(Cursors.of(
                        Sql.instant(shown.getLast(), "at").toString(),
                        shown.getLast().getString("id")))
                : Optional.<String>empty();
        return new Page(shown.stream().map(view).toList(), next);
    }

    private static JsonValue texts(String[] values) {
        return JsonValue.array(Arrays.stream(values).map(JsonValue::of).toList());
    }
}
