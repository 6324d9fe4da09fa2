package io.stagegate.it.gateway;

import io.vertx.core.json.Json;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.json.schema.Draft;
import io.vertx.json.schema.JsonSchema;
import io.vertx.json.schema.JsonSchemaOptions;
import io.vertx.json.schema.OutputFormat;
import io.vertx.json.schema.Validator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.yaml.snakeyaml.Yaml;

/** The schemas of {@code openapi.yaml}, made strict: a member that they do not describe is a mistake. */
final class Schemas {
    private final JsonObject schemas;

    private Schemas(JsonObject schemas) {
        this.schemas = schemas;
    }

    static Schemas of(String yaml) {
        Map<String, Object> tree = new Yaml().load(yaml);
        // Through text: what is nested is then of the same sort everywhere.
        var document = new JsonObject(new JsonObject(tree).encode());
        var schemas = document.getJsonObject("components").getJsonObject("schemas");
        var whole = new JsonObject();
        schemas.fieldNames().forEach(name -> whole.put(name, whole(schemas, schemas.getJsonObject(name))));
        close(whole);
        return new Schemas(whole);
    }

    /** With the members of all that it is made of. */
    private static JsonObject whole(JsonObject schemas, JsonObject schema) {
        var parts = schema.getJsonArray("allOf");
        if (parts == null) {
            return schema;
        }
        var properties = new JsonObject();
        var required = new JsonArray();
        for (var i = 0; i < parts.size(); i++) {
            var part = Optional.ofNullable(parts.getJsonObject(i).getString("$ref"))
                    .map(ref -> schemas.getJsonObject(ref.substring(ref.lastIndexOf('/') + 1)))
                    .orElse(parts.getJsonObject(i));
            properties.mergeIn(part.getJsonObject("properties"));
            required.addAll(part.getJsonArray("required"));
        }
        return new JsonObject()
                .put("type", "object")
                .put("properties", properties)
                .put("required", required);
    }

    private static void close(Object node) {
        if (node instanceof JsonObject object) {
            if (object.getValue("properties") instanceof JsonObject && !object.containsKey("additionalProperties")) {
                object.put("additionalProperties", false);
            }
            object.fieldNames().forEach(name -> close(object.getValue(name)));
        } else if (node instanceof JsonArray array) {
            array.forEach(Schemas::close);
        }
    }

    /** What is wrong with an answer; none where it is as described. */
    List<String> wrong(String schema, String json) {
        var root = new JsonObject()
                .put("$ref", "#/components/schemas/" + schema)
                .put("components", new JsonObject().put("schemas", schemas));
        var options = new JsonSchemaOptions()
                .setDraft(Draft.DRAFT202012)
                .setBaseUri("https://stagegate.invalid/")
                .setOutputFormat(OutputFormat.Basic);
        var output = Validator.create(JsonSchema.of(root), options).validate(Json.decodeValue(json));
        return output.getValid()
                ? List.of()
                : output.getErrors().stream()
                        .map(e -> e.getInstanceLocation() + ": " + e.getError())
                        .distinct()
                        .toList();
    }
}
