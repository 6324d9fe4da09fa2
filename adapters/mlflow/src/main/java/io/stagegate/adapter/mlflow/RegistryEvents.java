package io.stagegate.adapter.mlflow;

import io.stagegate.core.json.JsonValue.JsonObject;
import io.stagegate.core.platform.PlatformEvents;
import io.stagegate.core.platform.ServingArtifacts.Model;
import java.util.Set;

/** What MLflow's webhooks deliver, as of 3.17.2. A prompt is a registered model, too. */
final class RegistryEvents implements PlatformEvents {
    private static final Proof PROOF = new Proof("x-mlflow-delivery-id", "x-mlflow-timestamp", "x-mlflow-signature");
    private static final Set<String> ABOUT_MODELS = Set.of(
            "registered_model",
            "model_version",
            "model_version_tag",
            "model_version_alias",
            "prompt",
            "prompt_version",
            "prompt_tag",
            "prompt_version_tag",
            "prompt_alias");
    /** MLflow's own limit for names. */
    private static final int LONGEST = 256;

    @Override
    public Proof proof() {
        return PROOF;
    }

    @Override
    public Set<Model> about(JsonObject event) {
        var entity = event.text("entity").orElse("");
        if (entity.isEmpty()
                || event.text("action").isEmpty()
                || event.get("data").isEmpty()) {
            throw new IllegalArgumentException(
                    "this is no event of MLflow's registry: entity, action and data belong to one");
        }
        if (!ABOUT_MODELS.contains(entity)) {
            return Set.of();
        }
        var name = event.get("data")
                .flatMap(data -> data.text("name"))
                .filter(n -> !n.isEmpty() && n.length() <= LONGEST)
                .orElseThrow(() -> new IllegalArgumentException(
                        "data.name is no name of a model, of 1 to " + LONGEST + " characters"));
        return Set.of(new Model(workspace(event), name));
    }

    /** Given by servers with workspaces only. */
    private static String workspace(JsonObject event) {
        var given = event.text("workspace").filter(name -> !name.equals("default"));
        if (given.filter(name -> !Requests.isWorkspace(name)).isPresent()) {
            throw new IllegalArgumentException("workspace is no name that MLflow would take");
        }
        return given.orElse("");
    }
}
