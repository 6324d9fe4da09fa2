package io.stagegate.gateway.api;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/** The calls that {@code openapi.yaml} describes, as far as requests are checked against it. */
final class Contract {
    private static final Set<String> METHODS = Set.of("get", "post", "put", "patch", "delete");

    private final JsonObject document;

    private Contract(JsonObject document) {
        this.document = document;
    }

    /**
     * One call.
     *
     * @param operation what it is called
     * @param path with its parameters in braces
     * @param query the parameters of its query
     * @param body the members of its body; empty where it takes none that is JSON
     */
    record Described(String operation, String method, String path, List<Field> query, Optional<Body> body) {
        Described {
            query = List.copyOf(query);
        }
    }

    /**
     * A body: a JSON object of those members.
     *
     * @param open whether others may be there too, as where the form is somebody else's; they are not looked at
     */
    record Body(boolean required, List<Field> members, boolean open) {
        Body {
            members = List.copyOf(members);
        }
    }

    static List<Described> read(String yaml) {
        Map<String, Object> tree = new Yaml(new SafeConstructor(new LoaderOptions())).load(yaml);
        return new Contract(new JsonObject(tree)).calls();
    }

    private List<Described> calls() {
        var out = new ArrayList<Described>();
        var paths = document.getJsonObject("paths");
        for (var path : paths.fieldNames()) {
            var methods = paths.getJsonObject(path);
            methods.fieldNames().stream()
                    .filter(METHODS::contains)
                    .forEach(method -> out.add(call(path, method, methods.getJsonObject(method))));
        }
        return List.copyOf(out);
    }

    private Described call(String path, String method, JsonObject described) {
        var query = objects(described.getJsonArray("parameters", new JsonArray()))
                .map(this::resolved)
                .filter(p -> p.getString("in").equals("query"))
                .map(p -> new Field(
                        p.getString("name"), p.getBoolean("required", false), resolved(p.getJsonObject("schema"))))
                .toList();
        return new Described(
                described.getString("operationId"),
                method.toUpperCase(Locale.ROOT),
                path,
                query,
                Optional.ofNullable(described.getJsonObject("requestBody"))
                        .filter(body -> body.getJsonObject("content").containsKey("application/json"))
                        .map(this::body));
    }

    private Body body(JsonObject described) {
        var schema = resolved(described
                .getJsonObject("content")
                .getJsonObject("application/json")
                .getJsonObject("schema"));
        var required = schema.getJsonArray("required", new JsonArray());
        var properties = schema.getJsonObject("properties", new JsonObject());
        return new Body(
                described.getBoolean("required", false),
                properties.fieldNames().stream()
                        .map(name -> new Field(name, required.contains(name), resolved(properties.getJsonObject(name))))
                        .toList(),
                Boolean.TRUE.equals(schema.getValue("additionalProperties")));
    }

    private static Stream<JsonObject> objects(JsonArray array) {
        return array.stream().map(o -> o instanceof Map<?, ?> map ? new JsonObject(texts(map)) : (JsonObject) o);
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> texts(Map<?, ?> map) {
        return (Map<String, Object>) map;
    }

    /** What is meant, where it is a reference to another part of the document. */
    private JsonObject resolved(JsonObject part) {
        var reference = part.getString("$ref");
        if (reference == null) {
            return part;
        }
        var found = document;
        for (var step : reference.replaceFirst("^#/", "").split("/", -1)) {
            found = found.getJsonObject(step);
        }
        return found;
    }
}
