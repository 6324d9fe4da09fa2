package io.stagegate.gateway.store;

import io.stagegate.gateway.hold.Standing;
import io.stagegate.gateway.journal.Outcome;
import io.stagegate.gateway.json.ReplyJson;
import io.stagegate.gateway.store.Sql.Statements;
import io.vertx.sqlclient.Row;
import java.util.Optional;

/** How promotions stand. */
final class Standings {
    private static final String SELECT = """
            SELECT p.id, p.held_reply_at, p.evaluation_digest, p.policy, o.outcome, o.detail, o.reply::text,
                p.settled_at > clock_timestamp() - interval '1 hour' AND NOT EXISTS (
                    SELECT 1 FROM attempt_target mine
                    JOIN attempt_target later ON later.target = mine.target AND later.attempt <> mine.attempt
                    JOIN outcome l ON l.attempt = later.attempt AND l.outcome = 'applied'
                    WHERE mine.attempt = a.id AND l.at > o.at) AS fresh
            FROM promotion p
            LEFT JOIN attempt a ON a.promotion = p.id
            LEFT JOIN outcome o ON o.attempt = a.id
            WHERE p.id = $1
            ORDER BY a.at DESC NULLS LAST LIMIT 1
            """;

    private Standings() {}

    static Optional<Standing> find(Statements tx, HoldRows holds, String promotion) {
        return tx.first(SELECT, promotion).map(row -> read(tx, holds, row));
    }

    private static Standing read(Statements tx, HoldRows holds, Row row) {
        var outcome = Sql.absent(row, "outcome") ? Optional.<Outcome>empty() : Optional.of(outcome(row));
        return new Standing(
                row.getString("id"),
                holds.ofPromotion(tx, row.getString("id")),
                outcome,
                outcome.map(Outcome::reply),
                Sql.absent(row, "held_reply_at") ? Optional.empty() : Optional.of(Sql.instant(row, "held_reply_at")),
                row.getString("evaluation_digest"),
                row.getString("policy"),
                Boolean.TRUE.equals(row.getBoolean("fresh")));
    }

    private static Outcome outcome(Row row) {
        var reply = ReplyJson.read(Sql.json(row, "reply"));
        var detail = row.getString("detail");
        return switch (row.getString("outcome")) {
            case "applied" -> new Outcome.Applied(reply, false);
            case "refused" -> new Outcome.Refused(reply);
            case "notApplied" -> new Outcome.NotApplied(reply, detail, false);
            case "needsOperator" -> new Outcome.NeedsOperator(reply, detail);
            case String other -> throw new IllegalStateException("stored outcome " + other);
        };
    }
}
