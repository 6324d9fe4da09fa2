package io.stagegate.gateway.store;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.mapping;
import static java.util.stream.Collectors.toUnmodifiableList;
import static java.util.stream.Collectors.toUnmodifiableMap;

import io.stagegate.gateway.hold.BreakGlass;
import io.stagegate.gateway.hold.Review;
import io.stagegate.gateway.hold.Review.Verdict;
import io.stagegate.gateway.store.Sql.Statements;
import io.vertx.sqlclient.Row;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** The rows of the facts that the state of a hold follows from. */
final class HoldFacts {
    private HoldFacts() {}

    /** The reviews of each of some holds, in order. */
    static Map<String, List<Review>> reviews(Statements tx, String... holds) {
        return tx.query("""
                        SELECT hold, reviewer, groups, outside, verdict, comment, digest, at, via, vouched FROM review
                        WHERE hold = ANY($1::text[]) ORDER BY id
                        """, (Object) holds).stream()
                .collect(groupingBy(row -> row.getString("hold"), mapping(HoldFacts::review, toUnmodifiableList())));
    }

    private static Review review(Row row) {
        return new Review(
                row.getString("reviewer"),
                Set.of(row.getArrayOfStrings("groups")),
                Set.of(row.getArrayOfStrings("outside")),
                Verdict.valueOf(row.getString("verdict").toUpperCase(Locale.ROOT)),
                row.getString("comment"),
                row.getString("digest"),
                Sql.instant(row, "at"),
                Sql.text(row, "via").map(name -> new Review.Via(name, row.getBoolean("vouched"))));
    }

    /** The last release in an emergency of each of some holds; most have none. */
    static Map<String, BreakGlass> glasses(Statements tx, String... holds) {
        return tx.query("""
                        SELECT DISTINCT ON (hold) hold, id, person, reason, digest, at, ratify_by, state FROM break_glass
                        WHERE hold = ANY($1::text[]) ORDER BY hold, id DESC
                        """, (Object) holds).stream()
                .collect(toUnmodifiableMap(row -> row.getString("hold"), HoldFacts::glass));
    }

    private static BreakGlass glass(Row row) {
        return new BreakGlass(
                row.getLong("id"),
                row.getString("person"),
                row.getString("reason"),
                row.getString("digest"),
                Sql.instant(row, "at"),
                Sql.instant(row, "ratify_by"),
                BreakGlass.State.valueOf(row.getString("state").toUpperCase(Locale.ROOT)));
    }

    /** Appends a review. Returned is what is recorded: it was given now, by the database's clock. */
    static Review append(Statements tx, String hold, Review review) {
        return tx.first(
                        """
                        INSERT INTO review (hold, at, reviewer, groups, verdict, comment, digest, via, vouched, outside)
                        VALUES ($1, clock_timestamp(), $2, $3, $4, $5, $6, $7, $8, $9)
                        RETURNING reviewer, groups, outside, verdict, comment, digest, at, via, vouched
                        """,
                        hold,
                        review.reviewer(),
                        review.groups().toArray(String[]::new),
                        review.verdict().word(),
                        review.comment(),
                        review.digest(),
                        review.via().map(Review.Via::webhook),
                        review.via().map(Review.Via::vouches).orElse(false),
                        review.outside().toArray(String[]::new))
                .map(HoldFacts::review)
                .orElseThrow();
    }

    /** Appends a release in an emergency. Returned is what is recorded: its time to be ratified runs from now, by the database's clock. */
    static BreakGlass append(Statements tx, String hold, BreakGlass glass) {
        return tx.first(
                        """
                        INSERT INTO break_glass (hold, person, reason, digest, ratify_by)
                        VALUES ($1, $2, $3, $4, clock_timestamp() + make_interval(secs => $5))
                        RETURNING id, person, reason, digest, at, ratify_by, state
                        """,
                        hold,
                        glass.person(),
                        glass.reason(),
                        glass.digest(),
                        Sql.seconds(Duration.between(glass.at(), glass.ratifyBy())))
                .map(HoldFacts::glass)
                .orElseThrow();
    }

    static void write(Statements tx, BreakGlass glass) {
        tx.update(
                "UPDATE break_glass SET state = $2 WHERE id = $1",
                glass.id(),
                glass.state().word());
    }
}
