package io.stagegate.gateway.json;

import io.stagegate.core.decision.Quorum;
import io.stagegate.core.decision.Quorum.Escalation;
import io.stagegate.core.decision.Requirement;
import io.stagegate.core.json.JsonValue;
import io.stagegate.core.json.JsonValue.JsonBoolean;
import io.stagegate.core.json.JsonValue.JsonObject;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Requirements as JSON; times are ISO 8601 durations, and what is not asked for is absent. */
public final class RequirementJson {
    private RequirementJson() {}

    public static JsonObject write(Requirement requirement) {
        var out = JsonObject.EMPTY
                .with("approvals", write(requirement.quorums()))
                .with("denials", JsonValue.of(requirement.denials()));
        out = with(out, "within", requirement.within());
        out = with(out, "extension", requirement.extension());
        out = with(out, "remind", requirement.remind());
        if (!requirement.excluded().isEmpty()) {
            out = out.with("excluded", JsonValue.texts(requirement.excluded()));
        }
        return requirement.comment() ? out.with("comment", JsonBoolean.TRUE) : out;
    }

    private static JsonObject with(JsonObject out, String name, Optional<Duration> time) {
        return time.map(t -> out.with(name, t.toString())).orElse(out);
    }

    public static JsonValue write(List<Quorum> quorums) {
        return JsonValue.array(quorums.stream().map(RequirementJson::write).toList());
    }

    private static JsonObject write(Quorum quorum) {
        var out = JsonObject.EMPTY
                .with("count", JsonValue.of(quorum.count()))
                .with("groups", JsonValue.texts(quorum.groups()))
                .with("text", quorum.toString());
        if (quorum.distinct()) {
            out = out.with("distinct", JsonBoolean.TRUE);
        }
        var escalation = quorum.escalation()
                .map(e -> with(JsonObject.EMPTY.with("groups", JsonValue.texts(e.groups())), "after", e.after()));
        return escalation.isPresent() ? out.with("escalation", escalation.get()) : out;
    }

    public static Requirement read(JsonObject json) {
        return new Requirement(
                json.items("approvals").stream()
                        .map(JsonObject.class::cast)
                        .map(RequirementJson::quorum)
                        .toList(),
                time(json, "within"),
                time(json, "extension"),
                Stored.number(json, "denials"),
                Stored.texts(json, "excluded"),
                json.get("comment").filter(JsonBoolean.TRUE::equals).isPresent(),
                time(json, "remind"));
    }

    private static Quorum quorum(JsonObject json) {
        return new Quorum(
                Stored.number(json, "count"),
                Stored.texts(json, "groups"),
                json.get("distinct").filter(JsonBoolean.TRUE::equals).isPresent(),
                json.get("escalation")
                        .map(JsonObject.class::cast)
                        .map(e -> new Escalation(time(e, "after"), Stored.texts(e, "groups"))));
    }

    private static Optional<Duration> time(JsonObject json, String name) {
        return json.text(name).map(Duration::parse);
    }
}
