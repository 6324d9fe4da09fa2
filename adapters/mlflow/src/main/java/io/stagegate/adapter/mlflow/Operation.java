package io.stagegate.adapter.mlflow;

import io.stagegate.core.Action;
import java.util.Arrays;
import java.util.Optional;
import java.util.Set;

/**
 * The registry's writes whose body decides what they mean, by the route they have in MLflow 3.17.2 and with the fields that
 * it reads there ({@code mlflow/protos/model_registry.proto}).
 */
enum Operation {
    SET_ALIAS("set-alias", "POST", "registered-models/alias", Action.PROMOTE, "name", "alias", "version"),
    DELETE_ALIAS("delete-alias", "DELETE", "registered-models/alias", Action.DEMOTE, "name", "alias"),
    TRANSITION_STAGE(
            "transition-stage",
            "POST",
            "model-versions/transition-stage",
            Action.PROMOTE,
            "name",
            "version",
            "stage",
            "archive_existing_versions"),
    CREATE_VERSION(
            "create-version",
            "POST",
            "model-versions/create",
            Action.PROMOTE,
            "name",
            "source",
            "run_id",
            "tags",
            "run_link",
            "description",
            "model_id"),
    DELETE_VERSION("delete-version", "DELETE", "model-versions/delete", Action.DELETE, "name", "version"),
    CREATE_MODEL(
            "create-model",
            "POST",
            "registered-models/create",
            Action.TAG,
            "name",
            "tags",
            "description",
            "deployment_job_id"),
    DELETE_MODEL("delete-model", "DELETE", "registered-models/delete", Action.DELETE, "name"),
    RENAME_MODEL("rename-model", "POST", "registered-models/rename", Action.RENAME, "name", "new_name"),
    SET_VERSION_TAG("set-version-tag", "POST", "model-versions/set-tag", Action.TAG, "name", "version", "key", "value"),
    DELETE_VERSION_TAG(
            "delete-version-tag", "DELETE", "model-versions/delete-tag", Action.TAG, "name", "version", "key"),
    SET_MODEL_TAG("set-model-tag", "POST", "registered-models/set-tag", Action.TAG, "name", "key", "value"),
    DELETE_MODEL_TAG("delete-model-tag", "DELETE", "registered-models/delete-tag", Action.TAG, "name", "key");

    private final String word;
    private final String method;
    private final String route;
    private final Action action;

    @SuppressWarnings("ImmutableEnumChecker") // Set.of is immutable, though its type does not say so
    private final Set<String> fields;

    Operation(String word, String method, String route, Action action, String... fields) {
        this.word = word;
        this.method = method;
        this.route = route;
        this.action = action;
        this.fields = Set.of(fields);
    }

    /** Such as {@code mlflow:set-alias}. */
    String id() {
        return "mlflow:" + word;
    }

    String method() {
        return method;
    }

    /** The path below {@code /api/2.0/mlflow/}. */
    String route() {
        return route;
    }

    Action action() {
        return action;
    }

    /** The fields that MLflow reads, in snake case; it ignores others. */
    Set<String> fields() {
        return fields;
    }

    static Optional<Operation> on(String method, String route) {
        return Arrays.stream(values())
                .filter(o -> o.method.equals(method) && o.route.equals(route))
                .findFirst();
    }

    static Optional<Operation> of(String id) {
        return Arrays.stream(values()).filter(o -> o.id().equals(id)).findFirst();
    }
}
