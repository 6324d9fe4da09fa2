package io.stagegate.gateway.store;

import io.stagegate.core.json.JsonValue;
import io.stagegate.core.json.JsonValue.JsonObject;
import io.vertx.sqlclient.Row;
import java.util.Arrays;

/** Audit records as the API shows them. */
final class AuditViews {
    static final String SELECT = """
            SELECT id, tx::text, at, type, promotion, subject, upstream, model, environments, operation, decision, policy,
                record::text
            FROM audit WHERE true\
            """;

    private AuditViews() {}

    static JsonObject read(Row row) {
        return leaf(row).with("cursor", AuditPages.cursor(row));
    }

    /** What its leaf in the log is made of: all of the record, and nothing that depends on where it is stored. */
    static JsonObject leaf(Row row) {
        var out = JsonObject.EMPTY
                .with("id", JsonValue.of(row.getLong("id")))
                .with("at", Sql.instant(row, "at").toString())
                .with("type", row.getString("type"));
        out = Views.with(out, row, "promotion", "promotion");
        out = out.with("subject", row.getString("subject"))
                .with("upstream", row.getString("upstream"))
                .with("model", row.getString("model"))
                .with("environments", JsonValue.texts(Arrays.asList(row.getArrayOfStrings("environments"))))
                .with("operation", row.getString("operation"));
        out = Views.with(out, row, "decision", "decision");
        return Views.with(out, row, "policy", "policy").with("record", Sql.json(row, "record"));
    }
}
