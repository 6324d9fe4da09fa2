package io.stagegate.demo;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Registered models and their versions, in memory. Not thread-safe: everything happens on one event loop. */
final class Models {
    private static final List<String> STAGES = List.of("None", "Staging", "Production", "Archived");

    private final InstantSource clock;
    private final Map<String, Model> models = new LinkedHashMap<>();

    private static final class Model {
        private final String name;
        private final long created;
        private final Map<String, String> aliases = new TreeMap<>();
        private final Map<String, String> tags = new TreeMap<>();
        private final List<Version> versions = new ArrayList<>();
        private int next = 1;

        Model(String name, long created) {
            this.name = name;
            this.created = created;
        }
    }

    private static final class Version {
        private final String number;
        private final JsonObject request;
        private final long created;
        private final Map<String, String> tags = new TreeMap<>();
        private String stage = "None";

        Version(String number, JsonObject request, long created) {
            this.number = number;
            this.request = request;
            this.created = created;
        }
    }

    Models(InstantSource clock) {
        this.clock = clock;
    }

    JsonObject create(JsonObject body) {
        var name = text(body, "name");
        if (models.containsKey(name)) {
            throw RegistryException.exists("Registered Model (name=" + name + ")");
        }
        models.put(name, new Model(name, clock.millis()));
        return new JsonObject().put("registered_model", json(model(name)));
    }

    JsonObject get(String name) {
        return new JsonObject().put("registered_model", json(model(name)));
    }

    JsonObject search() {
        var all = new JsonArray();
        models.values().forEach(m -> all.add(json(m)));
        return new JsonObject().put("registered_models", all);
    }

    JsonObject delete(JsonObject body) {
        models.remove(model(text(body, "name")).name);
        return new JsonObject();
    }

    JsonObject createVersion(JsonObject body) {
        var model = model(text(body, "name"));
        text(body, "source");
        var version = new Version(Integer.toString(model.next++), body, clock.millis());
        tags(body).forEach(version.tags::put);
        model.versions.add(version);
        return new JsonObject().put("model_version", json(model, version));
    }

    JsonObject getVersion(String name, String number) {
        var model = model(name);
        return new JsonObject().put("model_version", json(model, version(model, number)));
    }

    JsonObject deleteVersion(JsonObject body) {
        var model = model(text(body, "name"));
        var version = version(model, text(body, "version"));
        model.versions.remove(version);
        model.aliases.values().removeIf(version.number::equals);
        return new JsonObject();
    }

    /** The newest first, as MLflow answers. */
    JsonObject searchVersions(Optional<String> name) {
        var all = new JsonArray();
        for (var model : models.values()) {
            if (name.map(model.name::equals).orElse(true)) {
                var versions = new ArrayList<>(model.versions);
                Collections.reverse(versions);
                versions.forEach(v -> all.add(json(model, v)));
            }
        }
        return new JsonObject().put("model_versions", all);
    }

    JsonObject setAlias(JsonObject body) {
        var model = model(text(body, "name"));
        var version = version(model, text(body, "version"));
        model.aliases.put(text(body, "alias"), version.number);
        return new JsonObject();
    }

    JsonObject deleteAlias(JsonObject body) {
        model(text(body, "name")).aliases.remove(text(body, "alias"));
        return new JsonObject();
    }

    JsonObject byAlias(String name, String alias) {
        var model = model(name);
        var number = Optional.ofNullable(model.aliases.get(alias))
                .orElseThrow(() -> RegistryException.invalid("Registered model alias " + alias + " not found."));
        return new JsonObject().put("model_version", json(model, version(model, number)));
    }

    JsonObject transition(JsonObject body) {
        var model = model(text(body, "name"));
        var version = version(model, text(body, "version"));
        var asked = text(body, "stage").toLowerCase(Locale.ROOT);
        var stage = STAGES.stream()
                .filter(s -> s.toLowerCase(Locale.ROOT).equals(asked))
                .findFirst()
                .orElseThrow(() -> RegistryException.invalid("Invalid Model Version stage: " + asked + "."));
        if (body.getBoolean("archive_existing_versions", false)) {
            model.versions.stream().filter(v -> v.stage.equals(stage)).forEach(v -> v.stage = "Archived");
        }
        version.stage = stage;
        return new JsonObject().put("model_version", json(model, version));
    }

    JsonObject setVersionTag(JsonObject body) {
        version(model(text(body, "name")), text(body, "version"))
                .tags
                .put(text(body, "key"), body.getString("value", ""));
        return new JsonObject();
    }

    JsonObject deleteVersionTag(JsonObject body) {
        version(model(text(body, "name")), text(body, "version")).tags.remove(text(body, "key"));
        return new JsonObject();
    }

    JsonObject setTag(JsonObject body) {
        model(text(body, "name")).tags.put(text(body, "key"), body.getString("value", ""));
        return new JsonObject();
    }

    JsonObject deleteTag(JsonObject body) {
        model(text(body, "name")).tags.remove(text(body, "key"));
        return new JsonObject();
    }

    JsonObject downloadUri(String name, String number) {
        return new JsonObject()
                .put("artifact_uri", version(model(name), number).request.getString("source"));
    }

    private Model model(String name) {
        return Optional.ofNullable(models.get(name))
                .orElseThrow(() -> RegistryException.missing("Registered Model with name=" + name));
    }

    private static Version version(Model model, String number) {
        return model.versions.stream()
                .filter(v -> v.number.equals(number))
                .findFirst()
                .orElseThrow(() ->
                        RegistryException.missing("Model Version (name=" + model.name + ", version=" + number + ")"));
    }

    static String text(JsonObject body, String field) {
        return Optional.ofNullable(body.getString(field))
                .filter(t -> !t.isEmpty())
                .orElseThrow(() -> RegistryException.invalid("Missing value for required parameter '" + field + "'."));
    }

    private static Map<String, String> tags(JsonObject body) {
        var out = new TreeMap<String, String>();
        body.getJsonArray("tags", new JsonArray()).stream()
                .map(JsonObject.class::cast)
                .forEach(t -> out.put(t.getString("key", ""), t.getString("value", "")));
        return out;
    }

    private static JsonArray pairs(Map<String, String> map, String key) {
        var out = new JsonArray();
        map.forEach((k, v) -> out.add(new JsonObject().put(key, k).put(key.equals("alias") ? "version" : "value", v)));
        return out;
    }

    private static JsonObject json(Model model) {
        return new JsonObject()
                .put("name", model.name)
                .put("creation_timestamp", model.created)
                .put("last_updated_timestamp", model.created)
                .put("description", "")
                .put("tags", pairs(model.tags, "key"))
                .put("aliases", pairs(model.aliases, "alias"));
    }

    private static JsonObject json(Model model, Version version) {
        var aliases = new JsonArray();
        model.aliases.forEach((alias, number) -> {
            if (number.equals(version.number)) {
                aliases.add(alias);
            }
        });
        return new JsonObject()
                .put("name", model.name)
                .put("version", version.number)
                .put("creation_timestamp", version.created)
                .put("last_updated_timestamp", version.created)
                .put("current_stage", version.stage)
                .put("description", version.request.getString("description", ""))
                .put("source", version.request.getString("source", ""))
                .put("run_id", version.request.getString("run_id", ""))
                .put("status", "READY")
                .put("tags", pairs(version.tags, "key"))
                .put("aliases", aliases)
                .put("run_link", "");
    }
}
