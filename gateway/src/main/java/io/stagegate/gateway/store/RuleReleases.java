package io.stagegate.gateway.store;

import io.stagegate.core.json.JsonValue;
import io.stagegate.core.json.JsonValue.JsonObject;
import io.stagegate.gateway.policy.PolicyStore.Release;
import io.stagegate.gateway.store.Sql.Statements;
import io.stagegate.rules.Quarantined;
import java.util.List;
import java.util.Optional;

/** Rules that have failed too often, as replicas say it of themselves, and those among them that are to run again. */
final class RuleReleases {
    /** As long as replicas are shown, so that what is seen can be released. */
    private static final String RELEASE = """
            INSERT INTO policy_release (digest, rule, released_by, why)
            SELECT a.digest, $1::text, $2, $3 FROM (SELECT digest FROM policy_activation ORDER BY id DESC LIMIT 1) a
            WHERE EXISTS (
                SELECT 1 FROM policy_replica r
                WHERE r.seen_at > clock_timestamp() - interval '10 seconds' AND r.running = a.digest
                    AND r.quarantined @> jsonb_build_array(jsonb_build_object('rule', $1::text)))
            RETURNING digest
            """;

    private RuleReleases() {}

    static JsonObject write(Quarantined quarantined) {
        var rule = quarantined.rule();
        return JsonObject.EMPTY
                .with("rule", rule.id())
                .with("name", rule.name())
                .with("source", rule.file() + ":" + rule.line())
                .with("since", quarantined.since().toString())
                .with("failures", JsonValue.of(quarantined.failures()))
                .with("why", quarantined.why());
    }

    static JsonValue write(List<Quarantined> quarantined) {
        return JsonValue.array(quarantined.stream().map(RuleReleases::write).toList());
    }

    static Optional<String> release(Statements tx, String rule, String by, String why) {
        return tx.first(RELEASE, rule, by, why).map(row -> row.getString("digest"));
    }

    static List<Release> after(Statements tx, long id) {
        return tx.query("SELECT digest, rule, released_by FROM policy_release WHERE id > $1 ORDER BY id", id).stream()
                .map(row -> new Release(row.getString("digest"), row.getString("rule"), row.getString("released_by")))
                .toList();
    }
}
