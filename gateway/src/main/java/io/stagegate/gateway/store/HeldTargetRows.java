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
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What the targets of holds would serve if they were released, written beside each hold: of very many only a print by model is
 * fetched, and of a model what it stands for.
 */
final class HeldTargetRows {
    private static final String WAITING =
            " FROM hold h JOIN promotion p ON p.id = h.promotion WHERE h.state IN ('pending', 'approved') AND p.upstream = $1";
    private static final String PRINTS =
            "SELECT p.workspace, p.model, md5(string_agg(h.digest, ',' ORDER BY h.id)) AS print" + WAITING;

    private HeldTargetRows() {}

    static String write(Evaluation evaluation) {
        return new JsonArray(evaluation.targets().stream()
                        .<JsonValue>map(t -> TargetJson.write(t.change().after()))
                        .toList())
                .toJson();
    }

    static Map<Model, String> prints(Statements tx, String upstream) {
        return prints(tx.query(PRINTS + " GROUP BY p.workspace, p.model", upstream));
    }

    static Map<Model, String> prints(Statements tx, String upstream, Set<Model> models) {
        return prints(tx.query(
                PRINTS + """
                         AND p.open AND (p.workspace, p.model) IN (SELECT * FROM unnest($2::text[], $3::text[]))
                        GROUP BY p.workspace, p.model
                        """,
                upstream,
                models.stream().map(Model::workspace).toArray(String[]::new),
                models.stream().map(Model::name).toArray(String[]::new)));
    }

    private static Map<Model, String> prints(List<Row> rows) {
        return rows.stream()
                .collect(Collectors.toUnmodifiableMap(
                        row -> new Model(row.getString("workspace"), row.getString("model")),
                        row -> row.getString("print")));
    }

    static List<TargetState> states(Statements tx, String upstream, Model model) {
        return tx
                .query(
                        "SELECT DISTINCT h.after::text" + WAITING + " AND p.open AND p.workspace = $2 AND p.model = $3",
                        upstream,
                        model.workspace(),
                        model.name())
                .stream()
                .flatMap(HeldTargetRows::read)
                .distinct()
                .toList();
    }

    private static Stream<TargetState> read(Row row) {
        return StrictJson.stored("{\"targets\":" + row.getString("after") + "}").items("targets").stream()
                .map(state -> TargetJson.readState((JsonObject) state));
    }
}
