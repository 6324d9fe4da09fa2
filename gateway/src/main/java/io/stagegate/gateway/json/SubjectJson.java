package io.stagegate.gateway.json;

import io.stagegate.core.Subject;
import io.stagegate.core.json.JsonValue;
import io.stagegate.core.json.JsonValue.JsonBoolean;
import io.stagegate.core.json.JsonValue.JsonObject;
import io.stagegate.core.json.JsonValue.JsonString;
import java.util.stream.Collectors;

/** Subjects as JSON. */
public final class SubjectJson {
    private SubjectJson() {}

    public static JsonObject write(Subject subject) {
        return JsonObject.EMPTY
                .with("id", subject.id())
                .with("identity", subject.identity())
                .with("groups", FactJson.strings(subject.groups()))
                .with("verified", JsonValue.of(subject.verified()));
    }

    public static Subject read(JsonObject json) {
        return new Subject(
                Stored.text(json, "id"),
                Stored.text(json, "identity"),
                json.items("groups").stream().map(v -> ((JsonString) v).value()).collect(Collectors.toSet()),
                json.get("verified").filter(JsonBoolean.TRUE::equals).isPresent());
    }
}
