package io.stagegate.gateway.store;

import io.stagegate.core.json.JsonValue;
import io.stagegate.core.json.JsonValue.JsonArray;
import io.stagegate.core.json.JsonValue.JsonObject;
import io.stagegate.gateway.json.StrictJson;
import io.vertx.sqlclient.Row;
import java.util.List;

/** Rows and evaluations as the API shows them. */
final class Views {
    private Views() {}

    static JsonObject promotion(Row row) {
        var out = JsonObject.EMPTY
                .with("id", row.getString("id"))
                .with("at", Sql.instant(row, "at").toString())
                .with("kind", Sql.absent(row, "restore") ? "promotion" : "restore")
                .with("upstream", row.getString("upstream"))
                .with("workspace", row.getString("workspace"))
                .with("model", row.getString("model"))
                .with("operation", row.getString("operation"))
                .with("action", row.getString("action"))
                .with("requester", Sql.json(row, "subject"))
                .with("policy", row.getString("policy"));
        out = with(out, row, "decision", "effect");
        out = with(out, row, "hold", "hold");
        out = with(out, row, "holdState", "hold_state");
        out = with(out, row, "snapshot", "snapshot");
        out = with(out, row, "outcome", "outcome");
        out = with(out, row, "detail", "detail");
        if (!Sql.absent(row, "restore")) {
            out = out.with("restore", Sql.json(row, "restore"));
        }
        return Sql.absent(row, "settled")
                ? out
                : out.with("settledAt", Sql.instant(row, "settled").toString());
    }

    /** With a member of a text column, where it is not null. */
    static JsonObject with(JsonObject out, Row row, String member, String column) {
        return Sql.text(row, column).map(text -> out.with(member, text)).orElse(out);
    }

    static JsonObject snapshot(Row row) {
        return JsonObject.EMPTY
                .with("id", row.getString("id"))
                .with("at", Sql.instant(row, "at").toString())
                .with("promotion", row.getString("promotion"))
                .with("upstream", row.getString("upstream"))
                .with(
                        "targets",
                        JsonValue.array(StrictJson.stored(row.getString("targets")).items("targets").stream()
                                .map(Views::kept)
                                .toList()));
    }

    private static JsonObject kept(JsonValue change) {
        var target = target(change);
        return change.text("artifacts")
                .map(digest -> target.with("artifacts", digest))
                .orElse(target);
    }

    /** What reviewers decide by: resources, candidate and baseline, evidence, findings and risk. */
    static JsonObject evaluated(JsonObject out, JsonObject evaluation) {
        var targets = evaluation.items("targets");
        var changes = targets.stream()
                .flatMap(t -> t.get("change").stream())
                .map(Views::target)
                .toList();
        var first = changes.stream().findFirst();
        var decision = evaluation.get("decision").orElse(JsonObject.EMPTY);
        var evidence = targets.stream()
                .map(t -> JsonObject.EMPTY
                        .with("target", t.get("change").map(Views::name).orElse(""))
                        .with("facts", JsonValue.array(t.items("facts"))))
                .toList();
        return out.with("resource", first.flatMap(c -> c.text("target")).orElse(""))
                .with("targets", JsonValue.array(changes))
                .with("candidate", first.flatMap(c -> c.text("candidate")).orElse(""))
                .with("baseline", first.flatMap(c -> c.text("baseline")).orElse(""))
                .with("decision", decision.text("effect").orElse(""))
                .with("policy", decision.text("policy").orElse(""))
                .with("evidence", JsonValue.array(evidence))
                .with("findings", JsonValue.array(decision.items("findings")))
                .with("risk", decision.get("risk").orElse(JsonObject.EMPTY));
    }

    static JsonObject target(JsonValue change) {
        return JsonObject.EMPTY
                .with("target", name(change))
                .with("environment", change.text("environment").orElse(""))
                .with("from", versions(change, "before"))
                .with("to", versions(change, "after"))
                .with("candidate", change.text("candidate").orElse(""))
                .with("baseline", change.text("baseline").orElse(""));
    }

    private static String name(JsonValue change) {
        return change.get("before")
                .flatMap(b -> b.get("target"))
                .flatMap(t -> t.text("name"))
                .orElse("");
    }

    private static JsonValue versions(JsonValue change, String side) {
        return new JsonArray(change.get(side).map(s -> s.items("versions")).orElse(List.of()));
    }
}
