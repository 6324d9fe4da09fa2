package io.stagegate.gateway.api;

import io.stagegate.core.Subject;
import io.stagegate.core.json.JsonValue.JsonObject;
import io.stagegate.gateway.journal.Records.AuditFilter;
import io.stagegate.gateway.journal.Records.Filter;
import io.stagegate.gateway.journal.Records.Part;
import java.util.Map;
import java.util.Optional;

/**
 * A call of the API that fits its description.
 *
 * @param person who calls
 * @param path what is called
 * @param id the path's id; empty where it has none
 * @param query parameters of the query
 * @param body the body; empty where there is none
 */
record Call(Subject person, String path, String id, Map<String, String> query, JsonObject body) {
    private static final int PAGE = 50;

    Call {
        query = Map.copyOf(query);
    }

    Optional<String> text(String name) {
        return Optional.ofNullable(query.get(name));
    }

    boolean follows() {
        return text("follow").equals(Optional.of("true"));
    }

    Part part() {
        return new Part(text("cursor"), text("limit").map(Integer::parseInt).orElse(PAGE));
    }

    Filter filter(String state) {
        return new Filter(text(state), text("upstream"), text("model"), text("environment"));
    }

    AuditFilter auditFilter() {
        return new AuditFilter(
                text("from").map(Times::parse),
                text("to").map(Times::parse),
                text("subject"),
                text("model"),
                text("environment"),
                text("upstream"),
                text("decision"),
                text("type"),
                text("promotion"));
    }
}
