package io.stagegate.gateway.store;

import io.stagegate.core.watch.WatchPlan;
import io.stagegate.gateway.json.StrictJson;
import io.stagegate.gateway.json.TargetJson;
import io.stagegate.gateway.store.Sql.Statements;
import io.stagegate.gateway.watch.Look;
import io.stagegate.gateway.watch.LookJson;
import io.stagegate.gateway.watch.Watched;
import io.stagegate.gateway.watch.Watches;
import io.stagegate.gateway.watch.Watches.Claimed;
import io.vertx.sqlclient.Row;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Which replica looks, and what it goes on from. */
final class WatchClaims {
    /**
     * A claim is shorter than an interval, so that another replica goes on within two of them, whatever became of this one. Where
     * it is gone, that is seen by its lock, and nobody waits for the claim to end.
     */
    private static final String CLAIM = """
            WITH due AS (SELECT id FROM watch
                WHERE state = 'open' AND due_at <= clock_timestamp() AND until > clock_timestamp()
                    AND (claimed_until < clock_timestamp() OR (owner <> $1 AND pg_try_advisory_xact_lock(owner)))
                ORDER BY due_at LIMIT $2 FOR UPDATE SKIP LOCKED),
            moment AS MATERIALIZED (SELECT clock_timestamp() AS now)
            UPDATE watch w SET owner = $1, epoch = epoch + 1,
                claimed_until = moment.now + greatest(least(every, interval '60 s'), interval '5 s')
            FROM due, moment WHERE w.id = due.id
            RETURNING w.id, w.promotion, w.snapshot, w.change::text, w.version, w.files, w.signals, w.begun_at, w.due_at, w.looks,
                w.before::text, w.hold, w.trouble, w.epoch, moment.now, moment.now - w.due_at > w.every AS gap,
                (extract(epoch FROM w.every) * 1000)::bigint AS every, (extract(epoch FROM w.settling) * 1000)::bigint AS settling, w.patience,
                (extract(epoch FROM w.until - w.begun_at) * 1000)::bigint AS length,
                (SELECT h.state IN ('pending', 'approved') FROM hold h WHERE h.id = w.hold) AS asking
            """;

    private static final String EARLIER = """
            SELECT l.watch, l.at, l.gap, l.seen::text FROM unnest($1::text[], $2::int[], $3::timestamptz[]) AS of (watch, number, since)
                JOIN watch_look l ON l.watch = of.watch AND l.number > of.number AND l.at > of.since
            ORDER BY l.watch, l.number DESC
            """;

    private WatchClaims() {}

    static List<Claimed> take(Statements tx, long owner, int atMost) {
        var rows = tx.query(CLAIM, owner, atMost);
        if (rows.isEmpty()) {
            return List.of();
        }
        var earlier = tx
                .query(
                        EARLIER,
                        rows.stream().map(row -> row.getString("id")).toArray(String[]::new),
                        rows.stream()
                                .map(row -> row.getInteger("looks") - Watches.EARLIER)
                                .toArray(Integer[]::new),
                        rows.stream().map(WatchClaims::since).toArray(OffsetDateTime[]::new))
                .stream()
                .collect(Collectors.groupingBy(row -> row.getString("watch")));
        return rows.stream().map(row -> claimed(row, earlier)).toList();
    }

    /** Looks that follow one another without a gap are no more than two intervals apart: what is older is not looked for, so that most partitions are not. */
    private static OffsetDateTime since(Row row) {
        return row.getOffsetDateTime("due_at")
                .minus(Duration.ofMillis(row.getLong("every")).multipliedBy(2L * (Watches.EARLIER + 1)));
    }

    private static Claimed claimed(Row row, Map<String, List<Row>> earlier) {
        var gap = row.getBoolean("gap");
        var looks = earlier.getOrDefault(row.getString("id"), List.of());
        return new Claimed(
                watched(row, row.getInteger("looks")),
                Sql.instant(row, "due_at"),
                Sql.instant(row, "now"),
                gap,
                gap ? List.of() : unbroken(looks),
                row.getLong("epoch"));
    }

    /** From the last one on back to the first behind a gap. */
    private static List<Look> unbroken(List<Row> looks) {
        var out = new ArrayList<Look>();
        for (var row : looks) {
            out.add(new Look(Sql.instant(row, "at"), row.getBoolean("gap"), LookJson.readSeen(Sql.json(row, "seen"))));
            if (row.getBoolean("gap")) {
                break;
            }
        }
        return out;
    }

    /** @param looks how many there were so far */
    static Watched watched(Row row, int looks) {
        return new Watched(
                row.getString("id"),
                row.getString("promotion"),
                row.getString("snapshot"),
                TargetJson.readChange(Sql.json(row, "change")),
                row.getString("version"),
                row.getString("files"),
                new WatchPlan(
                        Duration.ofMillis(row.getLong("length")),
                        Duration.ofMillis(row.getLong("every")),
                        Duration.ofMillis(row.getLong("settling")),
                        row.getInteger("patience"),
                        Set.of(row.getArrayOfStrings("signals"))),
                Sql.instant(row, "begun_at"),
                looks,
                Sql.text(row, "before").map(text -> LookJson.readReadings(StrictJson.stored(text))),
                Sql.text(row, "hold").map(hold -> new Watched.Asked(hold, asking(row))),
                row.getString("trouble"));
    }

    private static boolean asking(Row row) {
        return Optional.ofNullable(row.getBoolean("asking")).orElse(false);
    }
}
