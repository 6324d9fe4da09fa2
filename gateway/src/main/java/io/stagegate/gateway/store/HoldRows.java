package io.stagegate.gateway.store;

import io.stagegate.gateway.hold.Hold;
import io.stagegate.gateway.hold.HoldState;
import io.stagegate.gateway.hold.Review;
import io.stagegate.gateway.hold.Review.Verdict;
import io.stagegate.gateway.json.RequirementJson;
import io.stagegate.gateway.json.SubjectJson;
import io.stagegate.gateway.store.Sql.Statements;
import io.vertx.sqlclient.Row;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** The rows of holds and their reviews. */
final class HoldRows {
    private static final String SELECT = """
            SELECT id, promotion, state, requester::text, requirement::text, digest, opened_at, expires_at, epoch
            FROM hold WHERE\
            """;

    private HoldRows() {}

    static Optional<Hold> find(Statements tx, String id) {
        return tx.first(SELECT + " id = $1", id).map(row -> read(tx, row));
    }

    static Optional<Hold> lock(Statements tx, String id) {
        return tx.first(SELECT + " id = $1 FOR UPDATE", id).map(row -> read(tx, row));
    }

    static Optional<Hold> ofPromotion(Statements tx, String promotion) {
        return tx.first(SELECT + " promotion = $1", promotion).map(row -> read(tx, row));
    }

    private static Hold read(Statements tx, Row row) {
        var id = row.getString("id");
        return new Hold(
                id,
                row.getString("promotion"),
                SubjectJson.read(Sql.json(row, "requester")),
                RequirementJson.read(Sql.json(row, "requirement")),
                row.getString("digest"),
                HoldState.of(row.getString("state")).orElseThrow(),
                reviews(tx, id),
                Sql.instant(row, "opened_at"),
                Sql.instant(row, "expires_at"),
                row.getLong("epoch"));
    }

    private static List<Review> reviews(Statements tx, String hold) {
        return tx
                .query(
                        "SELECT reviewer, groups, verdict, comment, digest, at, via, vouched FROM review WHERE hold = $1 ORDER BY id",
                        hold)
                .stream()
                .map(row -> new Review(
                        row.getString("reviewer"),
                        Set.of(row.getArrayOfStrings("groups")),
                        Verdict.valueOf(row.getString("verdict").toUpperCase(Locale.ROOT)),
                        row.getString("comment"),
                        row.getString("digest"),
                        Sql.instant(row, "at"),
                        Sql.text(row, "via").map(name -> new Review.Via(name, row.getBoolean("vouched")))))
                .toList();
    }

    static void append(Statements tx, String hold, Review review) {
        tx.update(
                """
                INSERT INTO review (hold, at, reviewer, groups, verdict, comment, digest, via, vouched)
                VALUES ($1, clock_timestamp(), $2, $3, $4, $5, $6, $7, $8)
                """,
                hold,
                review.reviewer(),
                review.groups().toArray(String[]::new),
                review.verdict().word(),
                review.comment(),
                review.digest(),
                review.via().map(Review.Via::webhook),
                review.via().map(Review.Via::vouches).orElse(false));
    }

    /** The state of a hold, and with a settled one but Released its promotion's. */
    static void move(Statements tx, Hold hold, HoldState state) {
        if (state.word().equals(hold.state().word())) {
            return;
        }
        var ended = state.settled() && !(state instanceof HoldState.Released);
        tx.update(
                "UPDATE hold SET state = $2, sealed = CASE WHEN $3 THEN NULL ELSE sealed END WHERE id = $1",
                hold.id(),
                state.word(),
                ended);
        if (ended) {
            tx.update(
                    "UPDATE promotion SET open = false, settled_at = clock_timestamp() WHERE id = $1",
                    hold.promotion());
        }
        Attempts.notifyOf(tx, hold.promotion());
    }
}
