package io.stagegate.gateway.store;

import io.stagegate.core.json.JsonValue.JsonObject;
import io.stagegate.core.json.JsonValue.JsonString;
import io.stagegate.gateway.store.Sql.Statements;
import io.stagegate.rules.PolicySource;
import java.util.LinkedHashMap;
import java.util.Map;

/** The texts of policy sets by their digests: a set that is kept never changes. */
final class KeptSets {
    private KeptSets() {}

    /** The files of a stored set. */
    static Map<String, String> files(JsonObject stored) {
        var files = new LinkedHashMap<String, String>();
        stored.members().forEach((name, text) -> {
            if (text instanceof JsonString(var value)) {
                files.put(name, value);
            }
        });
        return files;
    }

    /** Keeps a set, where it is not kept already. */
    static void keep(Statements tx, PolicySource source, String name) {
        var files = JsonObject.EMPTY;
        for (var file : source.files().entrySet()) {
            files = files.with(file.getKey(), file.getValue());
        }
        tx.update("""
                INSERT INTO policy_set (digest, name, files) VALUES ($1, $2, ($3::text)::jsonb)
                ON CONFLICT (digest) DO NOTHING
                """, source.digest(), name, files.toJson());
    }
}
