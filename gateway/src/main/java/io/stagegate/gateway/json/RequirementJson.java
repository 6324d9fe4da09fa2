package io.stagegate.gateway.json;

import io.stagegate.core.decision.Quorum;
import io.stagegate.core.decision.Requirement;
import io.stagegate.core.json.JsonValue;
import io.stagegate.core.json.JsonValue.JsonObject;
import java.time.Duration;
import java.util.List;

/** Requirements as JSON; {@code within} is an ISO 8601 duration. */
public final class RequirementJson {
    private RequirementJson() {}

    public static JsonObject write(Requirement requirement) {
        var out = JsonObject.EMPTY
                .with("approvals", write(requirement.quorums()))
                .with("denials", JsonValue.of(requirement.denials()));
        return requirement.within().map(w -> out.with("within", w.toString())).orElse(out);
    }

    public static JsonValue write(List<Quorum> quorums) {
        return JsonValue.array(quorums.stream()
                .map(q ->
                        JsonObject.EMPTY.with("count", JsonValue.of(q.count())).with("group", q.group()))
                .toList());
    }

    public static Requirement read(JsonObject json) {
        var quorums = json.items("approvals").stream()
                .map(JsonObject.class::cast)
                .map(q -> new Quorum(Stored.number(q, "count"), Stored.text(q, "group")))
                .toList();
        return new Requirement(quorums, json.text("within").map(Duration::parse), Stored.number(json, "denials"));
    }
}
