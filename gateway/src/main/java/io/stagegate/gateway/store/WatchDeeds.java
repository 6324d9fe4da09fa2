package io.stagegate.gateway.store;

import io.stagegate.core.Subject;
import io.stagegate.core.json.JsonValue;
import io.stagegate.core.json.JsonValue.JsonObject;
import io.stagegate.gateway.store.AuditLog.About;
import io.stagegate.gateway.store.Sql.Statements;
import io.stagegate.gateway.watch.Verdict;
import io.stagegate.gateway.watch.Verdict.Said;
import io.stagegate.gateway.watch.Watched;
import io.stagegate.gateway.watch.Watches.Deed;
import java.util.List;
import java.util.Optional;

/** What is done about looks, each with its audit record. Whatever is done once only locks the watch's row before it looks. */
final class WatchDeeds {
    private WatchDeeds() {}

    /** Once an hour for each rule. */
    static boolean tell(Statements tx, Deed deed, Said said) {
        lock(tx, deed.watch());
        var lately = tx.first("""
                SELECT 1 FROM watch_deed WHERE watch = $1 AND deed = 'told' AND rule = $2
                    AND at > clock_timestamp() - interval '1 hour'
                """, deed.watch().id(), said.rule());
        if (lately.isPresent()) {
            return false;
        }
        write(tx, deed, "told", said.rule(), said.message());
        audit(tx, "watch.told", deed, JsonObject.EMPTY.with("message", said.toString()));
        return true;
    }

    static boolean asked(Statements tx, Deed deed, String hold, List<Said> said) {
        lock(tx, deed.watch());
        var fresh = tx.update(
                        "UPDATE watch SET hold = $2 WHERE id = $1 AND hold IS DISTINCT FROM $2",
                        deed.watch().id(),
                        hold)
                == 1;
        if (fresh) {
            said.forEach(s -> write(tx, deed, "asked", s.rule(), hold));
            audit(tx, "watch.asked", deed, JsonObject.EMPTY.with("hold", hold).with("message", Verdict.text(said)));
        }
        return fresh;
    }

    static boolean wasAsked(Statements tx, Watched watch, String rule, String kind) {
        return tx.first(
                        "SELECT 1 FROM watch_deed WHERE watch = $1 AND deed = 'asked' AND rule = $2 AND kind = $3 LIMIT 1",
                        watch.id(),
                        rule,
                        kind)
                .isPresent();
    }

    static boolean stuck(Statements tx, Deed deed, String why) {
        lock(tx, deed.watch());
        var fresh = tx.update(
                        "UPDATE watch SET trouble = $2 WHERE id = $1 AND state = 'open' AND trouble = ''",
                        deed.watch().id(),
                        why)
                == 1;
        if (fresh) {
            write(tx, deed, "stuck", "", why);
            audit(
                    tx,
                    "watch.told",
                    deed,
                    JsonObject.EMPTY.with("needs", "somebody").with("message", why));
        }
        return fresh;
    }

    static boolean notSent(Statements tx, Deed deed, String restore) {
        write(tx, deed, "notSent", "", restore);
        return true;
    }

    private static void lock(Statements tx, Watched watch) {
        tx.query("SELECT 1 FROM watch WHERE id = $1 FOR UPDATE", watch.id());
    }

    private static void write(Statements tx, Deed deed, String what, String rule, String about) {
        tx.update(
                "INSERT INTO watch_deed (watch, look, deed, rule, kind, about) VALUES ($1, $2, $3, $4, $5, $6)",
                deed.watch().id(),
                deed.look(),
                what,
                rule,
                deed.kind(),
                about);
    }

    private static void audit(Statements tx, String type, Deed deed, JsonObject more) {
        var watch = deed.watch();
        var record = JsonObject.EMPTY
                .with("watch", watch.id())
                .with("look", JsonValue.of(deed.look()))
                .with("target", watch.change().target().toString());
        for (var member : more.members().entrySet()) {
            record = record.with(member.getKey(), member.getValue());
        }
        AuditLog.write(tx, type, about(watch), Optional.empty(), record.with("because", deed.record()));
    }

    private static About about(Watched watch) {
        return WatchRows.about(
                watch.promotion(), watch.change().target(), watch.change().environment(), Subject.ITSELF);
    }
}
