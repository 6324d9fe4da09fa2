package io.stagegate.gateway.store;

import io.stagegate.core.Subject;
import io.stagegate.core.Target;
import io.stagegate.core.json.JsonValue.JsonObject;
import io.stagegate.gateway.identity.Found;
import io.stagegate.gateway.journal.JournalException;
import io.stagegate.gateway.journal.Records.Decided;
import io.stagegate.gateway.journal.Records.Filter;
import io.stagegate.gateway.journal.Records.Page;
import io.stagegate.gateway.journal.Records.Part;
import io.stagegate.gateway.policy.Past;
import io.stagegate.gateway.store.AuditLog.Entry;
import io.stagegate.gateway.store.Sql.Statements;
import io.stagegate.gateway.store.WatchLooks.Done;
import io.stagegate.gateway.threads.Together;
import io.stagegate.gateway.watch.RecordedLook;
import io.stagegate.gateway.watch.Verdict.Said;
import io.stagegate.gateway.watch.Watched;
import io.stagegate.gateway.watch.Watched.End;
import io.stagegate.gateway.watch.Watches;
import io.stagegate.gateway.watch.Watches.Place;
import io.vertx.sqlclient.Row;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The watches in PostgreSQL. */
final class PgWatches implements Watches {
    private static final Logger LOG = LoggerFactory.getLogger(PgWatches.class);
    private static final int AT_ONCE = 250;

    /** How many looks are recorded in one transaction. */
    private static final int LOOKS = 64;

    /** What somebody has to look at does not go away because its time is over. */
    private static final String OVER = """
            UPDATE watch SET state = 'over', ended_at = clock_timestamp(), ended_why = 'its time is over'
            WHERE id IN (SELECT id FROM watch WHERE state = 'open' AND until <= clock_timestamp() AND trouble = ''
                AND claimed_until < clock_timestamp() ORDER BY until LIMIT $1 FOR UPDATE SKIP LOCKED)
            RETURNING id, promotion, upstream, model, target, environment
            """;

    /** Found by the question, as the watch may not know of it: who has asked was killed before that was recorded, or has asked too late. */
    private static final String NEEDLESS = """
            SELECT h.id FROM hold h JOIN promotion p ON p.id = h.promotion JOIN watch w ON w.id = p.restore #>> '{because,watch}'
            WHERE h.state IN ('pending', 'approved') AND w.state NOT IN ('open', 'over') LIMIT 100
            """;

    private static final String COUNT = """
            SELECT count(*)::int AS open, (count(*) FILTER (WHERE w.trouble <> ''))::int AS stuck,
                (count(*) FILTER (WHERE h.state IN ('pending', 'approved')))::int AS asking
            FROM watch w LEFT JOIN hold h ON h.id = w.hold WHERE w.state = 'open'
            """;

    private final Sql sql;
    private final Owner owner;
    private final Together<Done, Optional<Integer>> recording;

    PgWatches(Sql sql, Owner owner) {
        this.sql = sql;
        this.owner = owner;
        this.recording = new Together<>(
                LOOKS, looks -> sql.transaction("recording looks", tx -> WatchLooks.recordAll(tx, owner.key(), looks)));
    }

    @Override
    public List<Claimed> claim(int atMost) {
        return sql.transaction("claiming watches", tx -> WatchClaims.take(tx, owner.key(), atMost));
    }

    @Override
    public Optional<Integer> looked(Claimed claimed, Found found) {
        var look = new Done(claimed, found);
        try {
            var number = recording.ask(look);
            if (number.isPresent()) {
                return number;
            }
        } catch (JournalException e) {
            // It may be for another one that they were not recorded.
            LOG.debug("looks are not recorded together: {}", e.getMessage());
        }
        return sql.transaction("recording a look", tx -> WatchLooks.record(tx, owner.key(), look));
    }

    @Override
    public void giveBack(Claimed claimed) {
        sql.transaction(
                "giving a watch back",
                tx -> tx.update(
                        "UPDATE watch SET claimed_until = '-infinity' WHERE id = $1 AND owner = $2 AND epoch = $3",
                        claimed.watch().id(),
                        owner.key(),
                        claimed.epoch()));
    }

    @Override
    public int endOver() {
        return sql.transaction("ending watches", tx -> {
            var rows = tx.query(OVER, AT_ONCE);
            AuditLog.writeAll(
                    tx,
                    "watch.ended",
                    rows.stream()
                            .map(row -> new Entry(
                                    WatchRows.about(
                                            row.getString("promotion"),
                                            Target.parse(row.getString("target")),
                                            row.getString("environment"),
                                            Subject.ITSELF),
                                    Optional.empty(),
                                    ended(row.getString("id"), row.getString("target"), End.OVER, "its time is over")))
                            .toList());
            return rows.size();
        });
    }

    private static JsonObject ended(String id, String target, End how, String why) {
        return JsonObject.EMPTY
                .with("watch", id)
                .with("target", target)
                .with("state", how.word())
                .with("why", why);
    }

    @Override
    public List<String> needlessHolds() {
        return sql.transaction(
                "looking for needless questions",
                tx -> tx.query(NEEDLESS).stream()
                        .map(row -> row.getString("id"))
                        .toList());
    }

    @Override
    public void tell(Deed deed, Said said) {
        sql.transaction("telling of a look", tx -> WatchDeeds.tell(tx, deed, said));
    }

    @Override
    public void asked(Deed deed, String hold, List<Said> said) {
        sql.transaction("recording a question", tx -> WatchDeeds.asked(tx, deed, hold, said));
    }

    @Override
    public boolean wasAsked(Watched watch, String rule, String kind) {
        return sql.transaction("reading what was asked", tx -> WatchDeeds.wasAsked(tx, watch, rule, kind));
    }

    @Override
    public void stuck(Deed deed, String why) {
        sql.transaction("recording that a restore needs a person", tx -> WatchDeeds.stuck(tx, deed, why));
    }

    @Override
    public void notSent(Deed deed, String restore) {
        sql.transaction("recording a try", tx -> WatchDeeds.notSent(tx, deed, restore));
    }

    @Override
    public Past past(Watched watch, Duration guard) {
        return sql.transaction("reading what was put back", tx -> RestorePast.of(tx, watch, guard));
    }

    @Override
    public boolean changing(Watched watch) {
        return sql.transaction(
                "looking for what is being changed",
                tx -> tx.first(
                                "SELECT 1 FROM attempt a JOIN attempt_target t ON t.attempt = a.id WHERE a.open AND t.target = $1 LIMIT 1",
                                watch.change().target().toString())
                        .isPresent());
    }

    @Override
    public boolean end(String id, End how, String why, String by) {
        return sql.transaction("ending a watch", tx -> {
            var row = tx.first(
                    "SELECT promotion, target, environment FROM watch WHERE id = $1 AND state = 'open' FOR UPDATE", id);
            row.ifPresent(r -> end(tx, r, ended(id, r.getString("target"), how, why), by));
            row.ifPresent(_ -> WatchRows.ended(tx, id, how, why));
            return row.isPresent();
        });
    }

    private static void end(Statements tx, Row row, JsonObject record, String by) {
        var about = WatchRows.about(
                row.getString("promotion"), Target.parse(row.getString("target")), row.getString("environment"), by);
        AuditLog.write(tx, "watch.ended", about, Optional.empty(), record);
    }

    @Override
    public Count count() {
        return sql.transaction("counting watches", tx -> {
            var row = tx.first(COUNT).orElseThrow();
            return new Count(row.getInteger("open"), row.getInteger("stuck"), row.getInteger("asking"));
        });
    }

    @Override
    public Page list(Filter filter, Optional<String> target, Part part) {
        return sql.transaction("listing watches", tx -> WatchViews.list(tx, filter, target, part));
    }

    @Override
    public Optional<JsonObject> find(String id) {
        return sql.transaction("reading a watch", tx -> WatchViews.find(tx, id));
    }

    @Override
    public Optional<RecordedLook> look(String id, Optional<Integer> number) {
        return sql.transaction("reading a look", tx -> WatchScenes.find(tx, id, number));
    }

    @Override
    public Looks looks(Decided time, Place behind, int atMost) {
        return sql.transaction("reading looks", tx -> WatchScenes.looks(tx, time, behind, atMost));
    }

    @Override
    public Page looks(String id, Part part) {
        return sql.transaction("reading looks", tx -> WatchViews.looks(tx, id, part));
    }
}
