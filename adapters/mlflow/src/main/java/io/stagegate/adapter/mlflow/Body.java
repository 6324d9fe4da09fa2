package io.stagegate.adapter.mlflow;

import io.stagegate.core.json.JsonValue;
import io.stagegate.core.json.JsonValue.JsonArray;
import io.stagegate.core.json.JsonValue.JsonBoolean;
import io.stagegate.core.json.JsonValue.JsonNull;
import io.stagegate.core.json.JsonValue.JsonObject;
import io.stagegate.core.json.JsonValue.JsonString;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * The body of a registry write in one spelling. MLflow reads bodies through protocol buffers' JSON mapping, which takes
 * {@code archiveExistingVersions} for {@code archive_existing_versions}, and versions through Python's {@code int()}, which
 * takes {@code " 02"} for 2. Here there is one spelling of each, and it is what is forwarded.
 */
record Body(JsonObject json) {
    /** Stages in their canonical spelling. */
    static final List<String> STAGES = List.of("None", "Staging", "Production", "Archived");

    private static final Pattern VERSION = Pattern.compile("[1-9][0-9]{0,9}");
    private static final Pattern CAPITAL = Pattern.compile("[A-Z]");
    private static final Set<String> CAMEL =
            Set.of("archiveExistingVersions", "runId", "runLink", "modelId", "newName", "deploymentJobId");

    /**
     * The fields of an operation; others MLflow ignores, and they are left out, so that what is decided on is all that is
     * forwarded.
     *
     * @throws MalformedRequestException if a field is there in two spellings
     */
    static Body of(Operation operation, JsonObject sent) throws MalformedRequestException {
        var members = new LinkedHashMap<String, JsonValue>();
        for (var member : sent.members().entrySet()) {
            var name = CAMEL.contains(member.getKey()) ? snake(member.getKey()) : member.getKey();
            if (members.containsKey(name)
                    || (!name.equals(member.getKey()) && sent.members().containsKey(name))) {
                throw new MalformedRequestException("the field " + name + " is given in two spellings; give one");
            }
            if (member.getValue() != JsonNull.NULL && operation.fields().contains(name)) {
                members.put(name, member.getValue());
            }
        }
        return new Body(new JsonObject(members));
    }

    private static String snake(String camel) {
        return CAPITAL.matcher(camel).replaceAll(m -> "_" + m.group().toLowerCase(Locale.ROOT));
    }

    /** A model's name; as MLflow takes it, and without what databases take for another one. */
    String model(String field) throws MalformedRequestException {
        var name = required(field);
        if (name.contains("/") || name.contains(":")) {
            throw new MalformedRequestException("Invalid model name '" + name + "'. Names cannot contain '/' or ':'.");
        }
        if (!name.equals(name.strip()) || name.chars().anyMatch(Character::isISOControl)) {
            throw new MalformedRequestException(
                    "the model's name begins or ends with a blank, or holds control characters");
        }
        if (name.contains("'") && name.contains("\"")) {
            throw new MalformedRequestException(
                    "the model's name holds both kinds of quotes, so it cannot be searched for");
        }
        return name;
    }

    String version() throws MalformedRequestException {
        var version = required("version");
        if (!VERSION.matcher(version).matches()) {
            throw new MalformedRequestException(
                    "write the version as a plain number, such as \"2\", not " + quoted(version));
        }
        return version;
    }

    /** A stage in its canonical spelling. */
    String stage() throws MalformedRequestException {
        var stage = required("stage");
        return STAGES.stream()
                .filter(s -> s.toLowerCase(Locale.ROOT).equals(stage.toLowerCase(Locale.ROOT)))
                .findFirst()
                .orElseThrow(() -> new MalformedRequestException("Invalid Model Version stage: " + stage
                        + ". Value must be one of " + String.join(", ", STAGES) + "."));
    }

    boolean flag(String field) throws MalformedRequestException {
        var value = json.member(field);
        if (value.isEmpty()) {
            return false;
        }
        if (value.get() instanceof JsonBoolean bool) {
            return bool == JsonBoolean.TRUE;
        }
        throw new MalformedRequestException("the field " + field + " must be true or false");
    }

    String required(String field) throws MalformedRequestException {
        return optional(field)
                .filter(t -> !t.isEmpty())
                .orElseThrow(
                        () -> new MalformedRequestException("Missing value for required parameter '" + field + "'."));
    }

    Optional<String> optional(String field) throws MalformedRequestException {
        var value = json.member(field);
        if (value.isPresent() && !(value.get() instanceof JsonString)) {
            throw new MalformedRequestException("the field " + field + " must be a text");
        }
        return json.text(field);
    }

    /** The keys of the tags that come with it. */
    Set<String> tagKeys() throws MalformedRequestException {
        var keys = new TreeSet<String>();
        if (json.member("tags").isPresent() && !(json.members().get("tags") instanceof JsonArray)) {
            throw new MalformedRequestException("the field tags must be a list");
        }
        for (var tag : json.items("tags")) {
            keys.add(tag.text("key").orElseThrow(() -> new MalformedRequestException("a tag has no key")));
        }
        return keys;
    }

    /** The same with a field in another spelling. */
    Body with(String field, String value) {
        return new Body(json.with(field, value));
    }

    private static String quoted(String text) {
        return JsonValue.of(text).toJson();
    }
}
