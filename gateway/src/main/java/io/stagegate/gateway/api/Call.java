package io.stagegate.gateway.api;

import io.stagegate.core.Subject;
import io.stagegate.core.json.JsonValue.JsonObject;
import io.stagegate.gateway.journal.Records.AuditFilter;
import io.stagegate.gateway.journal.Records.Filter;
import io.stagegate.gateway.journal.Records.Part;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/**
 * A call of the API that fits its description.
 *
 * @param person who calls
 * @param path parameters of the path
 * @param query parameters of the query
 * @param body the body; empty where there is none
 */
record Call(Subject person, Map<String, String> path, Map<String, String> query, JsonObject body) {
    private static final int PAGE = 50;

    Call {
        path = Map.copyOf(path);
        query = Map.copyOf(query);
    }

    String id() {
        return path.getOrDefault("id", "");
    }

    Optional<String> text(String name) {
        return Optional.ofNullable(query.get(name));
    }

    Part part() {
        return new Part(text("cursor"), text("limit").map(Integer::parseInt).orElse(PAGE));
    }

    Filter filter(String state) {
        return new Filter(text(state), text("upstream"), text("model"), text("environment"));
    }

    AuditFilter auditFilter() {
        return new AuditFilter(
                text("from").map(Instant::parse),
                text("to").map(Instant::parse),
                text("subject"),
                text("model"),
                text("environment"),
                text("upstream"),
                text("decision"),
                text("type"),
                text("promotion"));
    }
}
