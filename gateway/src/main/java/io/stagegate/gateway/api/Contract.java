package io.stagegate.gateway.api;

import io.vertx.core.json.JsonObject;
import java.util.Map;
import java.util.Set;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/** The part of {@code openapi.yaml} that requests are checked against. */
final class Contract {
    private static final Set<String> METHODS = Set.of("get", "post", "put", "patch", "delete");

    private Contract() {}

    /** The description without its answers: Vert.x refuses media types there that it need not check. */
    static JsonObject ofRequests(String yaml) {
        Map<String, Object> tree = new Yaml(new SafeConstructor(new LoaderOptions())).load(yaml);
        var contract = new JsonObject(tree).copy();
        contract.getJsonObject("components").remove("responses");
        var paths = contract.getJsonObject("paths");
        for (var path : paths.fieldNames()) {
            var operations = paths.getJsonObject(path);
            operations.fieldNames().stream()
                    .filter(METHODS::contains)
                    .forEach(method -> operations.getJsonObject(method).put("responses", anything()));
        }
        return contract;
    }

    private static JsonObject anything() {
        return new JsonObject().put("default", new JsonObject().put("description", "see openapi.yaml"));
    }
}
