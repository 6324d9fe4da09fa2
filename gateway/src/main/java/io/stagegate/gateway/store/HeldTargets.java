package io.stagegate.gateway.store;

import io.stagegate.core.json.JsonValue;
import io.stagegate.core.json.JsonValue.JsonArray;
import io.stagegate.core.json.JsonValue.JsonObject;
import io.stagegate.core.platform.ServingArtifacts.Model;
import io.stagegate.core.platform.TargetState;
import io.stagegate.gateway.journal.Evaluation;
import io.stagegate.gateway.json.StrictJson;
import io.stagegate.gateway.json.TargetJson;
import io.stagegate.gateway.store.Sql.Statements;
import io.vertx.sqlclient.Row;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** What the targets of holds would serve if they were released, written beside each hold so that very many can be read. */
final class HeldTargets {
    private static final int PAGE = 5_000;
    private static final String SELECT = """
            SELECT h.id, h.after::text FROM hold h JOIN promotion p ON p.id = h.promotion
            WHERE h.state IN ('pending', 'approved') AND p.upstream = $1\
            """;

    private HeldTargets() {}

    static String write(Evaluation evaluation) {
        return new JsonArray(evaluation.targets().stream()
                        .<JsonValue>map(t -> TargetJson.write(t.change().after()))
                        .toList())
                .toJson();
    }

    /** A page in each transaction: all at once may take longer than one may. */
    static Set<TargetState> all(Sql sql, String upstream) {
        var out = new HashSet<TargetState>();
        var last = "";
        List<Row> rows;
        do {
            var after = last;
            rows = sql.transaction(
                    "reading what is held",
                    tx -> tx.query(SELECT + " AND h.id > $2 ORDER BY h.id LIMIT " + PAGE, upstream, after));
            rows.stream().flatMap(HeldTargets::read).forEach(out::add);
            last = rows.isEmpty() ? last : rows.getLast().getString("id");
        } while (rows.size() == PAGE);
        return Set.copyOf(out);
    }

    static Set<TargetState> some(Statements tx, String upstream, Set<Model> models) {
        var out = new HashSet<TargetState>();
        tx
                .query(
                        SELECT
                                + " AND p.open AND (p.workspace, p.model) IN (SELECT * FROM unnest($2::text[], $3::text[]))",
                        upstream,
                        models.stream().map(Model::workspace).toArray(String[]::new),
                        models.stream().map(Model::name).toArray(String[]::new))
                .stream()
                .flatMap(HeldTargets::read)
                .forEach(out::add);
        return Set.copyOf(out);
    }

    private static Stream<TargetState> read(Row row) {
        return StrictJson.stored("{\"targets\":" + row.getString("after") + "}").items("targets").stream()
                .map(state -> TargetJson.readState((JsonObject) state));
    }
}
