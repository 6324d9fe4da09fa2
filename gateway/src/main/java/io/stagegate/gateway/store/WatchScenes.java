package io.stagegate.gateway.store;

import io.stagegate.core.json.JsonValue;
import io.stagegate.gateway.journal.Records.Decided;
import io.stagegate.gateway.store.Sql.Statements;
import io.stagegate.gateway.watch.Look;
import io.stagegate.gateway.watch.LookJson;
import io.stagegate.gateway.watch.RecordedLook;
import io.stagegate.gateway.watch.Scene;
import io.stagegate.gateway.watch.Watches;
import io.stagegate.gateway.watch.Watches.Place;
import io.vertx.sqlclient.Row;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Recorded looks, with all that the rules saw at the time: what goes before them is read with them. */
final class WatchScenes {
    private static final String WATCH = """
            SELECT w.id, w.promotion, w.snapshot, w.change::text, w.version, w.files, w.signals, w.begun_at, w.looks, w.before::text,
                NULL::text AS hold, '' AS trouble, false AS asking, (extract(epoch FROM w.every) * 1000)::bigint AS every,
                (extract(epoch FROM w.settling) * 1000)::bigint AS settling, w.patience,
                (extract(epoch FROM w.until - w.begun_at) * 1000)::bigint AS length
            FROM watch w
            """;

    private static final String LOOKS = """
            SELECT number, at, gap, seen::text, judgement, findings::text, policy FROM watch_look
            WHERE watch = $1 AND number > $2 AND number <= $3 ORDER BY number
            """;

    /** The next one that was looked at in that time. */
    private static final String NEXT = WATCH + """
            WHERE w.id >= $1 AND w.begun_at < $3 AND coalesce(w.ended_at, 'infinity') >= $2 AND w.looks > 0 ORDER BY w.id LIMIT 2
            """;

    private WatchScenes() {}

    /** A look; the last one where no number is given. */
    static Optional<RecordedLook> find(Statements tx, String id, Optional<Integer> number) {
        return tx.first(WATCH + "WHERE w.id = $1", id).flatMap(watch -> {
            var wanted = number.orElse(watch.getInteger("looks"));
            return read(tx, watch, wanted - 1, wanted).stream().findFirst();
        });
    }

    /** The looks of a time behind a place, of one watch. */
    static Watches.Looks looks(Statements tx, Decided time, Place behind, int atMost) {
        var watches = tx.query(NEXT, behind.watch(), Sql.time(time.since()), Sql.time(time.until()));
        if (watches.isEmpty()) {
            return new Watches.Looks(List.of(), Optional.empty());
        }
        var watch = watches.getFirst();
        var from = watch.getString("id").equals(behind.watch()) ? behind.number() : 0;
        var to = Math.min(watch.getInteger("looks"), from + atMost);
        var looks = read(tx, watch, from, to).stream()
                .filter(look -> !look.scene().now().at().isBefore(time.since())
                        && look.scene().now().at().isBefore(time.until()))
                .toList();
        var more = to < watch.getInteger("looks")
                ? Optional.of(new Place(watch.getString("id"), to))
                : watches.stream().skip(1).findFirst().map(next -> new Place(next.getString("id"), 0));
        return new Watches.Looks(looks, more);
    }

    private static List<RecordedLook> read(Statements tx, Row watch, int behind, int to) {
        var out = new ArrayList<RecordedLook>();
        var earlier = new ArrayList<Look>();
        for (var row : tx.query(LOOKS, watch.getString("id"), behind - Watches.EARLIER, to)) {
            var number = row.getInteger("number");
            var look =
                    new Look(Sql.instant(row, "at"), row.getBoolean("gap"), LookJson.readSeen(Sql.json(row, "seen")));
            if (look.gap()) {
                earlier.clear();
            }
            if (number > behind) {
                out.add(recorded(watch, row, number, look, earlier));
            }
            earlier.addFirst(look);
            while (earlier.size() > Watches.EARLIER) {
                earlier.removeLast();
            }
        }
        return out;
    }

    private static RecordedLook recorded(Row watch, Row row, int number, Look look, List<Look> earlier) {
        var watched = WatchClaims.watched(watch, number - 1);
        var before = watched.before().orElse(List.of());
        return new RecordedLook(
                new Scene(watched, watched.version(), before, look, earlier),
                row.getString("judgement"),
                JsonValue.array(Sql.json(row, "findings").items("findings")),
                row.getString("policy"));
    }
}
