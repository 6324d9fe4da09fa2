package io.stagegate.gateway.store;

import io.stagegate.core.Subject;
import io.stagegate.core.json.JsonValue;
import io.stagegate.core.json.JsonValue.JsonObject;
import io.stagegate.core.platform.TargetChange;
import io.stagegate.gateway.drift.DriftStore.Deed;
import io.stagegate.gateway.drift.Drifted;
import io.stagegate.gateway.journal.Lease;
import io.stagegate.gateway.store.AuditLog.About;
import io.stagegate.gateway.store.ServingRows.New;
import io.stagegate.gateway.store.Sql.Statements;
import io.stagegate.gateway.watch.Verdict;
import io.stagegate.gateway.watch.Verdict.Said;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** What is done about drifts, each with its audit record. Whatever is done once only locks the target before it looks. */
final class DriftDeeds {
    private static final String DONE =
            "SELECT 1 FROM drift_deed WHERE drift = $1 AND deed = $2 AND (rule = $3 OR $2 <> 'told') LIMIT 1";

    private DriftDeeds() {}

    static boolean tell(Statements tx, Deed deed, Said said) {
        return once(tx, deed, "told", said.rule(), said.message())
                && audit(tx, "drift.told", deed, JsonObject.EMPTY.with("message", said.toString()));
    }

    static boolean asked(Statements tx, Deed deed, String hold, List<Said> said) {
        return once(tx, deed, "asked", rule(said), hold)
                && audit(
                        tx,
                        "drift.asked",
                        deed,
                        JsonObject.EMPTY.with("hold", hold).with("message", Verdict.text(said)));
    }

    private static String rule(List<Said> said) {
        return said.stream().findFirst().map(Said::rule).orElse("");
    }

    static boolean stuck(Statements tx, Deed deed, String why) {
        return once(tx, deed, "stuck", "", why)
                && audit(
                        tx,
                        "drift.told",
                        deed,
                        JsonObject.EMPTY.with("needs", "somebody").with("message", why));
    }

    static boolean notSent(Statements tx, Deed deed, String restore) {
        write(tx, deed, "notSent", "", restore);
        return true;
    }

    /** What was found is what is permitted from now on, unless it is not so any more. */
    static boolean adopt(Statements tx, Deed deed, String by, String why) {
        var change = deed.drift().change();
        ServingRows.lock(tx, change.target());
        if (!latest(tx, deed.drift()) || underWay(tx, change)) {
            return false;
        }
        write(tx, deed, "adopted", "", by);
        var now = tx.first("SELECT clock_timestamp() AS now").orElseThrow().getOffsetDateTime("now");
        ServingRows.append(tx, new New(now, change.environment(), change.after(), "adopted", Optional.empty(), by));
        var record = described(deed.drift()).with("by", by).with("why", why);
        DriftRows.audit(tx, "target.adopted", about(change, by), record.with("because", deed.record()));
        return true;
    }

    static boolean latest(Statements tx, Drifted drift) {
        return DriftRows.number(drift.id())
                .flatMap(number -> tx.first("SELECT 1 FROM serving s WHERE s.id = $1 AND " + DriftRows.LATEST, number))
                .isPresent();
    }

    static boolean underWay(Statements tx, TargetChange change) {
        var target = change.target();
        return Leases.busy(tx, Set.of(Lease.resource(target.upstream(), target.workspace(), target.model())));
    }

    private static boolean once(Statements tx, Deed deed, String what, String rule, String about) {
        ServingRows.lock(tx, deed.drift().change().target());
        if (tx.first(DONE, number(deed), what, rule).isPresent()) {
            return false;
        }
        write(tx, deed, what, rule, about);
        return true;
    }

    private static long number(Deed deed) {
        return DriftRows.number(deed.drift().id()).orElseThrow();
    }

    private static void write(Statements tx, Deed deed, String what, String rule, String about) {
        tx.update(
                "INSERT INTO drift_deed (drift, deed, rule, about, policy) VALUES ($1, $2, $3, $4, $5)",
                number(deed),
                what,
                rule,
                about,
                deed.policy());
    }

    private static boolean audit(Statements tx, String type, Deed deed, JsonObject more) {
        var record = described(deed.drift());
        for (var member : more.members().entrySet()) {
            record = record.with(member.getKey(), member.getValue());
        }
        DriftRows.audit(tx, type, about(deed.drift().change(), Subject.ITSELF), record.with("because", deed.record()));
        return true;
    }

    private static JsonObject described(Drifted drift) {
        var change = drift.change();
        return DriftRows.record(drift.id(), change.target())
                .with("environment", change.environment())
                .with("before", JsonValue.texts(change.before().versions()))
                .with("versions", JsonValue.texts(change.after().versions()));
    }

    private static About about(TargetChange change, String by) {
        var target = change.target();
        return new About(
                Optional.empty(), by, target.upstream(), target.model(), List.of(change.environment()), Drifted.ITSELF);
    }
}
