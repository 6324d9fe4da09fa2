package io.stagegate.gateway.store;

import io.stagegate.core.json.JsonValue;
import io.stagegate.core.json.JsonValue.JsonNumber;
import io.stagegate.core.json.JsonValue.JsonObject;
import io.stagegate.gateway.journal.Records;
import io.stagegate.gateway.json.StrictJson;
import io.stagegate.gateway.store.Sql.Statements;
import io.vertx.sqlclient.Row;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
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

    public PgRecords(Sql sql) {
        this.sql = sql;
    }

    /** A query that grows by the conditions that are asked for. */
    private static final class Query {
        private final StringBuilder text;
        private final List<Object> parameters = new ArrayList<>();

        Query(String text) {
            this.text = new StringBuilder(text);
        }

        /** A condition with {@code ?} where its parameter belongs. */
        Query and(Optional<?> parameter, String condition) {
            parameter.ifPresent(p -> {
                parameters.add(p);
                text.append(" AND ").append(condition.replace("?", "$" + parameters.size()));
            });
            return this;
        }

        /** What comes behind a position in a list that is ordered by time and id, both downwards. */
        Query before(Optional<Position> position, String time, String id) {
            position.ifPresent(p -> {
                parameters.add(p.time());
                parameters.add(p.id());
                text.append(" AND (%s, %s) < ($%d, $%d)".formatted(time, id, parameters.size() - 1, parameters.size()));
            });
            return this;
        }

        List<Row> run(Statements tx, String end) {
            return tx.query(text + end, parameters.toArray());
        }
    }

    @Override
    public Page holds(Filter filter, Part part) {
        var after = part.cursor().map(PgRecords::position);
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
                        this::summary));
    }

    private JsonObject summary(Row row) {
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
        return sql.transaction(
                "reading a hold",
                tx -> new Query(HOLD_VIEW)
                        .and(Optional.of(id), "h.id = ?").run(tx, "").stream()
                                .findFirst()
                                .map(row -> summary(row)
                                        .with(
                                                "request",
                                                Sql.json(row, "change")
                                                        .member("parameters")
                                                        .orElse(JsonObject.EMPTY))
                                        .with("reviews", reviews(tx, id, row.getString("digest")))
                                        .with("differences", differences(tx, row.getString("promotion")))));
    }

    private static JsonValue reviews(Statements tx, String hold, String digest) {
        return JsonValue.array(
                tx
                        .query(
                                "SELECT reviewer, verdict, comment, digest, at FROM review WHERE hold = $1 ORDER BY id",
                                hold)
                        .stream()
                        .map(row -> JsonObject.EMPTY
                                .with("reviewer", row.getString("reviewer"))
                                .with("state", row.getString("verdict"))
                                .with("comment", row.getString("comment"))
                                .with("digest", row.getString("digest"))
                                .with(
                                        "counts",
                                        JsonValue.of(row.getString("digest").equals(digest)))
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
        var after = part.cursor().map(PgRecords::position);
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
                "reading a promotion",
                tx -> new Query(PROMOTION_VIEW)
                        .and(Optional.of(id), "p.id = ?").run(tx, "").stream()
                                .findFirst()
                                .map(row -> Views.evaluated(
                                                Views.promotion(row), StrictJson.stored(row.getString("evaluation")))
                                        .with("story", story(tx, id))));
    }

    private static JsonValue story(Statements tx, String promotion) {
        return JsonValue.array(tx.query(AuditViews.SELECT + " AND promotion = $1 ORDER BY id", promotion).stream()
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
    public Page audit(AuditFilter filter, Part part) {
        var after = part.cursor().map(PgRecords::number);
        var query = new Query(AuditViews.SELECT)
                .and(filter.from().map(Sql::time), "at >= ?")
                .and(filter.to().map(Sql::time), "at < ?")
                .and(filter.subject(), "subject = ?")
                .and(filter.model(), "model = ?")
                .and(filter.environment(), "? = ANY (environments)")
                .and(filter.upstream(), "upstream = ?")
                .and(filter.decision(), "decision = ?")
                .and(filter.type(), "type = ?")
                .and(filter.promotion(), "promotion = ?")
                .and(after, "id > ?");
        return sql.transaction("reading audit records", tx -> {
            // Ids are given before commit: what was written in the last moment may still be joined by a lower id.
            var items = query
                    .run(
                            tx,
                            " AND at < clock_timestamp() - interval '200 milliseconds' ORDER BY id LIMIT "
                                    + part.limit())
                    .stream()
                    .map(AuditViews::read)
                    .toList();
            var next = items.isEmpty()
                    ? part.cursor()
                    : items.getLast().member("id").map(v -> encode(((JsonNumber) v).literal()));
            return new Page(items, next);
        });
    }

    @Override
    public void policySet(String digest, String name, JsonObject files) {
        sql.transaction("remembering a policy set", tx -> tx.update("""
                        INSERT INTO policy_set (digest, name, files) VALUES ($1, $2, ($3::text)::jsonb)
                        ON CONFLICT (digest) DO NOTHING
                        """, digest, name, files.toJson()));
    }

    /** A place in a list that is ordered by time and id. */
    private record Position(OffsetDateTime time, String id) {}

    private static Page page(List<Row> rows, Part part, Function<Row, JsonObject> view) {
        var more = rows.size() > part.limit();
        var shown = more ? rows.subList(0, part.limit()) : rows;
        var next = more
                ? Optional.of(encode(Sql.instant(shown.getLast(), "at") + " "
                        + shown.getLast().getString("id")))
                : Optional.<String>empty();
        return new Page(shown.stream().map(view).toList(), next);
    }

    private static String encode(String text) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    private static String decode(String cursor) {
        try {
            return new String(Base64.getUrlDecoder().decode(cursor), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            throw new BadCursorException(cursor);
        }
    }

    private static Position position(String cursor) {
        var parts = decode(cursor).split(" ", 2);
        try {
            return new Position(Sql.time(Instant.parse(parts[0])), parts[1]);
        } catch (DateTimeException | ArrayIndexOutOfBoundsException e) {
            throw new BadCursorException(cursor);
        }
    }

    private static long number(String cursor) {
        try {
            return Long.parseLong(decode(cursor));
        } catch (NumberFormatException e) {
            throw new BadCursorException(cursor);
        }
    }

    private static JsonValue texts(String[] values) {
        return JsonValue.array(Arrays.stream(values).map(JsonValue::of).toList());
    }
}
