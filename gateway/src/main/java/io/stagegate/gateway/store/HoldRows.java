package io.stagegate.gateway.store;

import io.stagegate.core.json.JsonValue.JsonObject;
import io.stagegate.gateway.hold.BreakGlass;
import io.stagegate.gateway.hold.Hold;
import io.stagegate.gateway.hold.HoldState;
import io.stagegate.gateway.hold.HoldState.Approved;
import io.stagegate.gateway.hold.HoldState.Pending;
import io.stagegate.gateway.hold.Review;
import io.stagegate.gateway.json.MatterJson;
import io.stagegate.gateway.json.RequirementJson;
import io.stagegate.gateway.json.StrictJson;
import io.stagegate.gateway.json.SubjectJson;
import io.stagegate.gateway.seal.RowSeal;
import io.stagegate.gateway.store.AuditLog.About;
import io.stagegate.gateway.store.Sql.Statements;
import io.vertx.core.buffer.Buffer;
import io.vertx.sqlclient.Row;
import java.util.List;
import java.util.Optional;

/** The rows of holds. Whatever changes them or their facts locks them first, and seals them anew here. */
final class HoldRows {
    /** The row of the promotion never changes where it is read here; that of the hold is the one to lock. */
    private static final String SELECT = """
            SELECT h.id, h.promotion, h.state, h.requester::text, h.requirement::text, h.matter::text, h.digest, h.opened_at, h.expires_at,
                h.extended, h.epoch, h.row_seal, h.environments, clock_timestamp() AS as_of, p.upstream, p.model, p.operation,
                p.subject_id, p.fingerprint, p.subject::text, p.change::text, p.restore::text
            FROM hold h JOIN promotion p ON p.id = h.promotion WHERE\
            """;

    private final Optional<RowSeal> seal;

    /**
     * A hold as it is kept.
     *
     * @param asked what its promotion's row says, that is sealed with it
     * @param about what audit records of it are about
     */
    record Kept(Hold hold, JsonObject asked, About about) {}

    /** @param seal empty where there is no key to seal with, and a change behind the gateway cannot be noticed */
    HoldRows(Optional<RowSeal> seal) {
        this.seal = seal;
    }

    Optional<Hold> find(Statements tx, String id) {
        return settled(tx, one(tx, " h.id = $1", id));
    }

    Optional<Hold> ofPromotion(Statements tx, String promotion) {
        return settled(tx, one(tx, " h.promotion = $1", promotion));
    }

    Optional<Kept> lock(Statements tx, String id) {
        return one(tx, " h.id = $1 FOR UPDATE OF h", id);
    }

    /** What does not fit together may have been read while it was written: looked at once more when nobody writes. */
    private Optional<Hold> settled(Statements tx, Optional<Kept> seen) {
        return seen.filter(kept -> !kept.hold().intact())
                .flatMap(kept -> lock(tx, kept.hold().id()))
                .or(() -> seen)
                .map(Kept::hold);
    }

    /** Some whose time is over, oldest first, their rows locked; those that somebody else has locked are left out. */
    List<Kept> lockDue(Statements tx, int atMost) {
        return read(tx, """
                 h.state IN ('pending', 'approved') AND h.expires_at <= clock_timestamp()
                ORDER BY h.expires_at LIMIT $1 FOR UPDATE OF h SKIP LOCKED\
                """, atMost);
    }

    private Optional<Kept> one(Statements tx, String where, String id) {
        return read(tx, where, id).stream().findFirst();
    }

    /** Reviews are read after the row is locked, so that none is missed that whoever had it locked before has added. */
    private List<Kept> read(Statements tx, String where, Object parameter) {
        var found = tx.query(SELECT + where, parameter);
        var ids = found.stream().map(row -> row.getString("id")).toArray(String[]::new);
        if (ids.length == 0) {
            return List.of();
        }
        var reviews = HoldFacts.reviews(tx, ids);
        var glasses = HoldFacts.glasses(tx, ids);
        return found.stream()
                .map(row -> {
                    var id = row.getString("id");
                    var hold = hold(row, reviews.getOrDefault(id, List.of()), Optional.ofNullable(glasses.get(id)));
                    var asked = asked(row);
                    return new Kept(intact(row, hold, asked) ? hold : hold.tampered(), asked, about(row));
                })
                .toList();
    }

    private boolean intact(Row row, Hold hold, JsonObject asked) {
        return seal.isEmpty()
                || Optional.ofNullable(row.getBuffer("row_seal"))
                        .filter(kept -> seal.get().fits(kept.getBytes(), SealedHold.text(hold, asked)))
                        .isPresent();
    }

    private static JsonObject asked(Row row) {
        var out = JsonObject.EMPTY
                .with("upstream", row.getString("upstream"))
                .with("fingerprint", row.getString("fingerprint"))
                .with("subject", Sql.json(row, "subject"))
                .with("change", Sql.json(row, "change"));
        return Sql.absent(row, "restore") ? out : out.with("restore", Sql.json(row, "restore"));
    }

    /** What records of a hold are about. */
    static About about(Statements tx, String id) {
        return tx.first("""
                        SELECT h.promotion, p.subject_id, p.upstream, p.model, h.environments, p.operation
                        FROM hold h JOIN promotion p ON p.id = h.promotion WHERE h.id = $1
                        """, id).map(HoldRows::about).orElseThrow();
    }

    private static About about(Row row) {
        return new About(
                Optional.of(row.getString("promotion")),
                row.getString("subject_id"),
                row.getString("upstream"),
                row.getString("model"),
                List.of(row.getArrayOfStrings("environments")),
                row.getString("operation"));
    }

    private static Hold hold(Row row, List<Review> reviews, Optional<BreakGlass> glass) {
        var id = row.getString("id");
        return new Hold(
                id,
                row.getString("promotion"),
                SubjectJson.read(Sql.json(row, "requester")),
                RequirementJson.read(Sql.json(row, "requirement")),
                Sql.text(row, "matter").map(text -> MatterJson.read(StrictJson.stored(text))),
                row.getString("digest"),
                HoldState.of(row.getString("state")).orElseThrow(),
                reviews,
                glass,
                Sql.instant(row, "opened_at"),
                Sql.instant(row, "expires_at"),
                row.getBoolean("extended"),
                Sql.instant(row, "as_of"),
                true,
                row.getLong("epoch"));
    }

    /** Seals a hold that was inserted in this transaction, and that nobody else can have seen. */
    Hold inserted(Statements tx, String id) {
        var kept = read(tx, " h.id = $1", id).getFirst();
        sealOf(kept.hold(), kept.asked())
                .ifPresent(by -> tx.update("UPDATE hold SET row_seal = $2 WHERE id = $1", id, by));
        return kept.hold().sealed();
    }

    /**
     * Writes what has become of a hold: its state, and with one that ends it otherwise than by release its promotion's.
     *
     * <p>What is sealed is what was found to be sealed when the row was locked, and what came to it since by the gateway itself. It is
     * not read again: somebody might have changed it meanwhile.
     */
    void write(Statements tx, Kept locked, Hold now) {
        var before = locked.hold().state();
        var ended = !before.settled() && now.state().settled() && !(now.state() instanceof HoldState.Released);
        tx.update("""
                UPDATE hold SET state = $2, sealed = CASE WHEN $3 THEN NULL ELSE sealed END, row_seal = COALESCE($4, row_seal)
                WHERE id = $1
                """, now.id(), now.state().word(), ended, resealed(now, locked.asked()));
        if (ended) {
            tx.update(
                    "UPDATE promotion SET open = false, settled_at = clock_timestamp() WHERE id = $1", now.promotion());
        }
        if (!now.state().equals(before)) {
            Attempts.notifyOf(tx, now.promotion());
        }
    }

    /** What was noticed to be changed by others is ended, but never made to look whole again. */
    private Optional<Buffer> resealed(Hold now, JsonObject asked) {
        return now.intact() ? sealOf(now, asked) : Optional.empty();
    }

    private Optional<Buffer> sealOf(Hold hold, JsonObject asked) {
        return seal.map(by -> Buffer.buffer(by.seal(SealedHold.text(hold, asked))));
    }

    /** Ends holds whose time is over: those that {@link #lockDue} has locked. */
    void expire(Statements tx, List<Kept> due) {
        if (due.isEmpty()) {
            return;
        }
        var ids = due.stream().map(kept -> kept.hold().id()).toArray(String[]::new);
        var seals = due.stream()
                .map(kept -> resealed(expired(kept.hold()), kept.asked()).orElse(Buffer.buffer()))
                .toArray(Buffer[]::new);
        tx.update("""
                UPDATE hold h SET state = $3, sealed = NULL, row_seal = COALESCE(NULLIF(d.row_seal, ''), h.row_seal)
                FROM unnest($1::text[], $2::bytea[]) AS d (id, row_seal) WHERE h.id = d.id
                """, ids, seals, new HoldState.Expired().word());
        var promotions = due.stream().map(kept -> kept.hold().promotion()).toArray(String[]::new);
        tx.update(
                "UPDATE promotion SET open = false, settled_at = clock_timestamp() WHERE id = ANY($1::text[])",
                (Object) promotions);
        Attempts.notifyOf(tx, promotions);
    }

    private static Hold expired(Hold hold) {
        return hold.in(
                switch (hold.state()) {
                    case Pending pending -> pending.expire();
                    case Approved approved -> approved.expire();
                    case HoldState.Released _,
                            HoldState.Rejected _,
                            HoldState.Denied _,
                            HoldState.Expired _,
                            HoldState.Cancelled _ -> throw new IllegalStateException("settled holds do not expire");
                });
    }
}
