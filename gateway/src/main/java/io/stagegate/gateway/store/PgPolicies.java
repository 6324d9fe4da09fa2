package io.stagegate.gateway.store;

import io.stagegate.core.json.JsonValue;
import io.stagegate.core.json.JsonValue.JsonObject;
import io.stagegate.gateway.journal.JournalException;
import io.stagegate.gateway.journal.Watch;
import io.stagegate.gateway.policy.PolicyStore;
import io.stagegate.gateway.store.AuditLog.About;
import io.stagegate.gateway.store.Sql.Statements;
import io.stagegate.gateway.threads.Awaiting;
import io.stagegate.rules.PolicySource;
import io.stagegate.rules.Quarantined;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeoutException;

/** Policy sets and what is in force, in PostgreSQL. */
final class PgPolicies implements PolicyStore {
    /** Who is told when something of them changes. */
    private static final String WAKES = "policies";

    private static final Duration PATIENCE = Duration.ofSeconds(1);
    /** One lock for all that changes which set is in force. */
    private static final String LOCK = "SELECT pg_advisory_xact_lock(7264110533)";

    /** What is pending is the newest proposal, and only that, until it is activated. */
    private static final String LOOK = """
            SELECT a.proposal AS active, a.digest AS active_digest, p.id AS pending, p.digest AS pending_digest,
                (SELECT coalesce(max(id), 0) FROM policy_release) AS releases
            FROM (SELECT 1) one
            LEFT JOIN LATERAL (SELECT proposal, digest FROM policy_activation ORDER BY id DESC LIMIT 1) a ON true
            LEFT JOIN LATERAL (SELECT id, digest FROM policy_proposal ORDER BY id DESC LIMIT 1) p
                ON p.id > coalesce(a.proposal, 0)
            """;

    /**
     * A replica has four seconds to be seen, since it says each second that it lives, and half a minute to build what is proposed:
     * from then on it has to do without.
     */
    private static final String ACTIVATE = """
            INSERT INTO policy_activation (proposal, digest)
            SELECT p.id, p.digest FROM policy_proposal p
            WHERE p.id = $1 AND p.id = (SELECT max(id) FROM policy_proposal)
                AND NOT EXISTS (SELECT 1 FROM policy_activation a WHERE a.proposal = p.id)
                AND (p.at < clock_timestamp() - interval '30 seconds' OR NOT EXISTS (
                    SELECT 1 FROM policy_replica r WHERE r.seen_at > clock_timestamp() - interval '4 seconds'
                        AND NOT p.digest = ANY (r.built || r.failed)))
            RETURNING digest
            """;

    private final Sql sql;
    private final Pool pool;
    private final Wakeups wakeups;

    PgPolicies(Sql sql, Pool pool, Wakeups wakeups) {
        this.sql = sql;
        this.pool = pool;
        this.wakeups = wakeups;
    }

    @Override
    public Look look() {
        try {
            var row = Awaiting.within(pool.query(LOOK).execute(), PATIENCE)
                    .iterator()
                    .next();
            return new Look(entry(row, "active"), entry(row, "pending"), row.getLong("releases"));
        } catch (TimeoutException e) {
            throw new JournalException("looking which policy set is active", new IllegalStateException("no answer", e));
        } catch (RuntimeException e) {
            throw new JournalException("looking which policy set is active", e);
        } catch (Exception e) {
            // Await rethrows a cause as it is, a checked one too: a refused connection is one.
            throw new JournalException("looking which policy set is active", new IllegalStateException(e));
        }
    }

    private static Optional<Entry> entry(Row row, String column) {
        return Sql.text(row, column + "_digest").map(digest -> new Entry(row.getLong(column), digest));
    }

    @Override
    public void alive(Replica me) {
        sql.transaction("saying which policy set runs", tx -> {
            tx.update("DELETE FROM policy_replica WHERE seen_at < clock_timestamp() - interval '1 minute'");
            return tx.update(
                    """
                    INSERT INTO policy_replica (id, seen_at, running, built, failed, trouble, quarantined)
                    VALUES ($1, clock_timestamp(), $2, $3, $4, $5, ($6::text)::jsonb)
                    ON CONFLICT (id) DO UPDATE SET seen_at = clock_timestamp(), running = $2, built = $3, failed = $4,
                        trouble = $5, quarantined = ($6::text)::jsonb
                    """,
                    me.id(),
                    me.running(),
                    me.built().toArray(String[]::new),
                    me.failed().toArray(String[]::new),
                    me.trouble(),
                    RuleReleases.write(me.quarantined()).toJson());
        });
    }

    @Override
    public void gone(String replica) {
        sql.transaction(
                "saying that a replica ends", tx -> tx.update("DELETE FROM policy_replica WHERE id = $1", replica));
    }

    @Override
    public boolean everActive(String digest) {
        return sql.transaction(
                "looking up a policy set",
                tx -> tx.first("SELECT 1 FROM policy_activation WHERE digest = $1", digest)
                        .isPresent());
    }

    @Override
    public Optional<PolicySource> source(String digest) {
        return sql.transaction(
                "reading a policy set",
                tx -> tx.first("SELECT files::text FROM policy_set WHERE digest = $1", digest)
                        .map(row -> PolicySource.of(KeptSets.files(Sql.json(row, "files")))));
    }

    @Override
    public List<String> beginningWith(String digest) {
        return sql.transaction(
                "looking up a policy set",
                tx -> tx.query("SELECT digest FROM policy_set WHERE starts_with(digest, $1) LIMIT 2", digest).stream()
                        .map(row -> row.getString("digest"))
                        .toList());
    }

    @Override
    public void propose(PolicySource source, String name, Wish wish) {
        sql.transaction("proposing a policy set", tx -> {
            tx.query(LOCK);
            var row = tx.first(LOOK).orElseThrow();
            var digest = source.digest();
            var wanted = entry(row, "pending").or(() -> entry(row, "active"));
            if (wanted.filter(w -> w.digest().equals(digest)).isEmpty()) {
                proposed(tx, source, name, wish);
            }
            return true;
        });
    }

    @Override
    public void keep(PolicySource source, String name) {
        sql.transaction("keeping a policy set", tx -> {
            KeptSets.keep(tx, source, name);
            return true;
        });
    }

    private static void proposed(Statements tx, PolicySource source, String name, Wish wish) {
        KeptSets.keep(tx, source, name);
        var id = tx.first("""
                        INSERT INTO policy_proposal (digest, origin, proposed_by, why) VALUES ($1, $2, $3, $4) RETURNING id
                        """, source.digest(), wish.origin().word(), wish.by(), wish.why())
                .orElseThrow()
                .getLong("id");
        audit(tx, "policy.proposed", wish.by(), record(source.digest(), wish).with("name", name));
        activate(tx, id);
        Attempts.notifyOf(tx, WAKES);
    }

    @Override
    public void activate(Entry pending) {
        sql.transaction("activating a policy set", tx -> {
            tx.query(LOCK);
            if (activate(tx, pending.proposal())) {
                Attempts.notifyOf(tx, WAKES);
            }
            return true;
        });
    }

    private static boolean activate(Statements tx, long proposal) {
        var before = tx.first(LOOK).flatMap(row -> entry(row, "active"));
        var activated = tx.first(ACTIVATE, proposal);
        activated.ifPresent(row -> {
            var wanted = tx.first("SELECT origin, proposed_by, why FROM policy_proposal WHERE id = $1", proposal)
                    .orElseThrow();
            var record = JsonObject.EMPTY
                    .with("digest", row.getString("digest"))
                    .with("origin", wanted.getString("origin"))
                    .with("why", wanted.getString("why"))
                    .with("before", before.map(Entry::digest).orElse(""));
            audit(tx, "policy.activated", wanted.getString("proposed_by"), record);
        });
        return activated.isPresent();
    }

    @Override
    public void refused(Optional<String> digest, Wish wish, String what, List<JsonObject> findings) {
        sql.transaction("recording that a policy set is refused", tx -> {
            tx.query(LOCK);
            var known = wish.origin() == Origin.DIRECTORY
                    && tx.first("""
                                    SELECT 1 FROM (SELECT * FROM policy_refusal ORDER BY id DESC LIMIT 1) r
                                    WHERE origin = 'directory' AND digest IS NOT DISTINCT FROM $1 AND why = $2
                                    """, digest, what).isPresent();
            if (!known) {
                tx.update(
                        """
                        INSERT INTO policy_refusal (digest, origin, proposed_by, why, findings)
                        VALUES ($1, $2, $3, $4, ($5::text)::jsonb)
                        """,
                        digest,
                        wish.origin().word(),
                        wish.by(),
                        what,
                        JsonValue.array(findings).toJson());
                var record = record(digest.orElse(""), wish).with("reason", what);
                audit(tx, "policy.refused", wish.by(), record.with("findings", JsonValue.array(findings)));
            }
            return true;
        });
    }

    private static JsonObject record(String digest, Wish wish) {
        return JsonObject.EMPTY
                .with("digest", digest)
                .with("origin", wish.origin().word())
                .with("why", wish.why());
    }

    @Override
    public void quarantined(String replica, String digest, Quarantined rule) {
        sql.transaction("recording that a rule is quarantined", tx -> {
            var record = RuleReleases.write(rule).with("digest", digest).with("replica", replica);
            audit(tx, "policy.quarantined", "stagegate", record);
            return true;
        });
    }

    @Override
    public Optional<String> release(String rule, String by, String why) {
        return sql.transaction("releasing a rule", tx -> {
            // With the lock releases are committed in the order of their ids, so that who follows them misses none.
            tx.query(LOCK);
            var digest = RuleReleases.release(tx, rule, by, why);
            digest.ifPresent(d -> {
                var record = JsonObject.EMPTY.with("digest", d).with("rule", rule);
                audit(tx, "policy.released", by, record.with("why", why));
                Attempts.notifyOf(tx, WAKES);
            });
            return digest;
        });
    }

    @Override
    public List<Release> releases(long after) {
        return sql.transaction("looking which rules were released", tx -> RuleReleases.after(tx, after));
    }

    private static void audit(Statements tx, String type, String actor, JsonObject record) {
        var about = new About(Optional.empty(), actor, "", "", List.of(), type.replace('.', ':'));
        AuditLog.write(tx, type, about, Optional.empty(), record);
    }

    @Override
    public JsonObject standing() {
        return sql.transaction("reading which policy sets are there", PolicyViews::standing);
    }

    @Override
    public Optional<JsonObject> set(String digest) {
        return sql.transaction("reading a policy set", tx -> PolicyViews.set(tx, digest));
    }

    @Override
    public Watch watch() {
        return wakeups.hear(WAKES);
    }
}
