package io.stagegate.gateway.store;

import io.stagegate.gateway.hold.BreakGlass;
import io.stagegate.gateway.hold.Hold;
import io.stagegate.gateway.hold.HoldState;
import io.stagegate.gateway.hold.Review;
import io.stagegate.gateway.hold.Review.Verdict;
import io.stagegate.gateway.json.MatterJson;
import io.stagegate.gateway.json.RequirementJson;
import io.stagegate.gateway.json.StrictJson;
import io.stagegate.gateway.json.SubjectJson;
import io.stagegate.gateway.seal.RowSeal;
import io.stagegate.gateway.store.Sql.Statements;
import io.vertx.core.buffer.Buffer;
import io.vertx.sqlclient.Row;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** The rows of holds and of the facts that their state follows from. Whatever changes them here seals them anew. */
final class HoldRows {
    private static final String SELECT = """
            SELECT id, promotion, state, requester::text, requirement::text, matter::text, digest, opened_at, expires_at, extended, epoch,
                row_seal, clock_timestamp() AS as_of
            FROM hold WHERE\
            """;

    private final Optional<RowSeal> seal;

    /** @param seal empty where there is no key to seal with, and a change behind the gateway cannot be noticed */
    HoldRows(Optional<RowSeal> seal) {
        this.seal = seal;
    }

    Optional<Hold> find(Statements tx, String id) {
        return tx.first(SELECT + " id = $1", id).map(row -> read(tx, row));
    }

    Optional<Hold> lock(Statements tx, String id) {
        return tx.first(SELECT + " id = $1 FOR UPDATE", id).map(row -> read(tx, row));
    }

    Optional<Hold> ofPromotion(Statements tx, String promotion) {
        return tx.first(SELECT + " promotion = $1", promotion).map(row -> read(tx, row));
    }

    private Hold read(Statements tx, Row row) {
        var hold = hold(tx, row);
        return seal.isEmpty() || sealed(tx, row, hold, seal.get()) ? hold : hold.tampered();
    }

    private static boolean sealed(Statements tx, Row row, Hold hold, RowSeal seal) {
        return Optional.ofNullable(row.getBuffer("row_seal"))
                .filter(kept -> seal.fits(kept.getBytes(), SealedHold.text(tx, hold)))
                .isPresent();
    }

    private static Hold hold(Statements tx, Row row) {
        var id = row.getString("id");
        return new Hold(
                id,
                row.getString("promotion"),
                SubjectJson.read(Sql.json(row, "requester")),
                RequirementJson.read(Sql.json(row, "requirement")),
                Sql.text(row, "matter").map(text -> MatterJson.read(StrictJson.stored(text))),
                row.getString("digest"),
                HoldState.of(row.getString("state")).orElseThrow(),
                reviews(tx, id),
                glass(tx, id),
                Sql.instant(row, "opened_at"),
                Sql.instant(row, "expires_at"),
                row.getBoolean("extended"),
                Sql.instant(row, "as_of"),
                true,
                row.getLong("epoch"));
    }

    private static List<Review> reviews(Statements tx, String hold) {
        return tx
                .query(
                        "SELECT reviewer, groups, outside, verdict, comment, digest, at, via, vouched FROM review WHERE hold = $1 ORDER BY id",
                        hold)
                .stream()
                .map(row -> new Review(
                        row.getString("reviewer"),
                        Set.of(row.getArrayOfStrings("groups")),
                        Set.of(row.getArrayOfStrings("outside")),
                        Verdict.valueOf(row.getString("verdict").toUpperCase(Locale.ROOT)),
                        row.getString("comment"),
                        row.getString("digest"),
                        Sql.instant(row, "at"),
                        Sql.text(row, "via").map(name -> new Review.Via(name, row.getBoolean("vouched")))))
                .toList();
    }

    private static Optional<BreakGlass> glass(Statements tx, String hold) {
        return tx.first("""
                        SELECT id, person, reason, digest, at, ratify_by, state FROM break_glass
                        WHERE hold = $1 ORDER BY id DESC LIMIT 1
                        """, hold)
                .map(row -> new BreakGlass(
                        row.getLong("id"),
                        row.getString("person"),
                        row.getString("reason"),
                        row.getString("digest"),
                        Sql.instant(row, "at"),
                        Sql.instant(row, "ratify_by"),
                        BreakGlass.State.valueOf(row.getString("state").toUpperCase(Locale.ROOT))));
    }

    void append(Statements tx, String hold, Review review) {
        tx.update(
                """
                INSERT INTO review (hold, at, reviewer, groups, verdict, comment, digest, via, vouched, outside)
                VALUES ($1, clock_timestamp(), $2, $3, $4, $5, $6, $7, $8, $9)
                """,
                hold,
                review.reviewer(),
                review.groups().toArray(String[]::new),
                review.verdict().word(),
                review.comment(),
                review.digest(),
                review.via().map(Review.Via::webhook),
                review.via().map(Review.Via::vouches).orElse(false),
                review.outside().toArray(String[]::new));
        seal(tx, hold);
    }

    /** The state of a hold, and with a settled one but Released its promotion's. */
    void move(Statements tx, Hold hold, HoldState state) {
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
        // What was noticed to be changed by others is ended, but never made to look whole again.
        if (hold.intact()) {
            seal(tx, hold.id());
        }
        Attempts.notifyOf(tx, hold.promotion());
    }

    /** Seals a hold as it is now. */
    void seal(Statements tx, String id) {
        seal.ifPresent(by -> {
            var hold =
                    tx.first(SELECT + " id = $1", id).map(row -> hold(tx, row)).orElseThrow();
            tx.update(
                    "UPDATE hold SET row_seal = $2 WHERE id = $1",
                    id,
                    Buffer.buffer(by.seal(SealedHold.text(tx, hold))));
        });
    }
}
