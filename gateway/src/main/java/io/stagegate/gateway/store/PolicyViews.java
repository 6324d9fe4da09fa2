package io.stagegate.gateway.store;

import io.stagegate.core.json.JsonValue;
import io.stagegate.core.json.JsonValue.JsonObject;
import io.stagegate.gateway.json.StrictJson;
import io.stagegate.gateway.store.Sql.Statements;
import io.vertx.sqlclient.Row;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** Policy sets as the API shows them. */
final class PolicyViews {
    private static final String ACTIVATIONS = """
            SELECT a.digest, s.name, a.at, p.proposed_by, p.origin, p.why
            FROM policy_activation a JOIN policy_proposal p ON p.id = a.proposal JOIN policy_set s ON s.digest = a.digest
            """;
    private static final String PENDING = """
            SELECT p.digest, s.name, p.at, p.proposed_by, p.origin, p.why
            FROM policy_proposal p JOIN policy_set s ON s.digest = p.digest
            WHERE p.id > (SELECT coalesce(max(proposal), 0) FROM policy_activation) ORDER BY p.id DESC LIMIT 1
            """;
    private static final String REPLICAS = """
            SELECT id, seen_at, running, built, trouble, quarantined::text AS quarantined FROM policy_replica
            WHERE seen_at > clock_timestamp() - interval '10 seconds' ORDER BY id
            """;
    private static final int SHOWN = 50;

    private PolicyViews() {}

    static JsonObject standing(Statements tx) {
        var history = tx.query(ACTIVATIONS + " ORDER BY a.id DESC LIMIT " + SHOWN).stream()
                .map(row -> entry(row, "since"))
                .toList();
        var out = JsonObject.EMPTY;
        if (!history.isEmpty()) {
            out = out.with("active", history.getFirst());
        }
        var pending = tx.first(PENDING);
        if (pending.isPresent()) {
            out = out.with("pending", entry(pending.get(), "at"));
        }
        var refused = tx.first("SELECT *, findings::text AS found FROM policy_refusal ORDER BY id DESC LIMIT 1");
        if (refused.isPresent()) {
            out = out.with("refused", refusal(refused.get()));
        }
        var replicas = tx.query(REPLICAS).stream().map(PolicyViews::replica).toList();
        return out.with("replicas", JsonValue.array(replicas)).with("history", JsonValue.array(history));
    }

    static Optional<JsonObject> set(Statements tx, String digest) {
        return tx.first("SELECT digest, name, at, files::text FROM policy_set WHERE digest = $1", digest)
                .map(row -> JsonObject.EMPTY
                        .with("digest", digest)
                        .with("name", row.getString("name"))
                        .with("at", Sql.instant(row, "at").toString())
                        .with("files", Sql.json(row, "files"))
                        .with("activations", JsonValue.array(activations(tx, digest))));
    }

    private static List<JsonObject> activations(Statements tx, String digest) {
        return tx.query(ACTIVATIONS + " WHERE a.digest = $1 ORDER BY a.id DESC LIMIT " + SHOWN, digest).stream()
                .map(row -> entry(row, "since"))
                .toList();
    }

    private static JsonObject entry(Row row, String time) {
        return JsonObject.EMPTY
                .with("digest", row.getString("digest"))
                .with("name", row.getString("name"))
                .with(time, Sql.instant(row, "at").toString())
                .with("by", row.getString("proposed_by"))
                .with("origin", row.getString("origin"))
                .with("why", row.getString("why"));
    }

    private static JsonObject refusal(Row row) {
        var out = Sql.text(row, "digest")
                .map(digest -> JsonObject.EMPTY.with("digest", digest))
                .orElse(JsonObject.EMPTY);
        return out.with("at", Sql.instant(row, "at").toString())
                .with("by", row.getString("proposed_by"))
                .with("origin", row.getString("origin"))
                .with("why", row.getString("why"))
                .with("findings", array(row.getString("found")));
    }

    private static JsonValue array(String stored) {
        return StrictJson.stored("{\"items\":" + stored + "}").get("items").orElseThrow();
    }

    private static JsonObject replica(Row row) {
        var out = JsonObject.EMPTY.with("id", row.getString("id"));
        return Views.with(out, row, "running", "running")
                .with(
                        "built",
                        JsonValue.texts(Arrays.stream(row.getArrayOfStrings("built"))
                                .sorted()
                                .toList()))
                .with("trouble", row.getString("trouble"))
                .with("quarantined", array(row.getString("quarantined")))
                .with("seenAt", Sql.instant(row, "seen_at").toString());
    }
}
