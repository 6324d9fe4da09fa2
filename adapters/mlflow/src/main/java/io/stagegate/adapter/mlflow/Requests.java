package io.stagegate.adapter.mlflow;

import io.stagegate.core.Slot;
import io.stagegate.core.json.JsonValue.JsonObject;
import io.stagegate.core.platform.Call;
import io.stagegate.core.platform.Change;
import io.stagegate.core.platform.Classification;
import io.stagegate.core.platform.Notice;
import io.stagegate.core.platform.Notice.Kind;
import io.stagegate.core.platform.RequestHead;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/** Reads the bodies of registry writes: what they ask for, and whether that can touch what serves. */
final class Requests {
    static final String WORKSPACE_HEADER = "x-mlflow-workspace";
    /** A workspace's name as MLflow takes it. */
    private static final Pattern WORKSPACE = Pattern.compile("[a-z0-9][-a-z0-9]{0,61}[a-z0-9]");

    private static final Pattern ALIAS_SOURCE = Pattern.compile("models:/+[^/]+@.*", Pattern.DOTALL);

    private final Environments environments;

    Requests(Environments environments) {
        this.environments = environments;
    }

    Classification classify(Operation operation, RequestHead head, JsonObject sent) {
        try {
            var workspace = workspace(head);
            var body = Body.of(operation, sent);
            return switch (operation) {
                case SET_ALIAS, DELETE_ALIAS -> alias(operation, head, workspace, body);
                case TRANSITION_STAGE -> transition(head, workspace, body);
                case CREATE_VERSION -> createVersion(head, workspace, body);
                case DELETE_VERSION -> {
                    body.version();
                    yield governed(operation, head, workspace, body, Set.of());
                }
                case DELETE_MODEL -> governed(operation, head, workspace, body, Set.of());
                case RENAME_MODEL -> governed(operation, head, workspace, body, Set.of(body.model("new_name")));
                case CREATE_MODEL -> createModel(head, workspace, body);
                case SET_VERSION_TAG, DELETE_VERSION_TAG -> {
                    body.version();
                    yield tag(operation, head, workspace, body);
                }
                case SET_MODEL_TAG, DELETE_MODEL_TAG -> tag(operation, head, workspace, body);
            };
        } catch (MalformedRequestException e) {
            return refused(operation, Kind.MALFORMED, "Stagegate: " + e.getMessage());
        }
    }

    private Classification alias(Operation operation, RequestHead head, String workspace, Body body)
            throws MalformedRequestException {
        if (operation == Operation.SET_ALIAS) {
            body.version();
        }
        var alias = body.required("alias");
        var meant = environments.confusable(alias);
        if (meant.isPresent()) {
            throw new MalformedRequestException(
                    "write the alias as " + meant.get() + ", in that case and without blanks");
        }
        body.model("name");
        return environments.of(new Slot.Alias(alias)).isPresent()
                ? governed(operation, head, workspace, body, Set.of())
                : pass(operation, head, workspace, body);
    }

    private Classification transition(RequestHead head, String workspace, Body body) throws MalformedRequestException {
        var operation = Operation.TRANSITION_STAGE;
        body.version();
        body.model("name");
        var stage = body.stage();
        if (body.flag("archive_existing_versions")
                && !Set.of("Staging", "Production").contains(stage)) {
            throw new MalformedRequestException(
                    "only a transition to Staging or Production can archive the other versions");
        }
        var canonical = body.with("stage", stage);
        return environments.stagesServe()
                ? governed(operation, head, workspace, canonical, Set.of())
                : pass(operation, head, workspace, canonical);
    }

    private Classification createVersion(RequestHead head, String workspace, Body body)
            throws MalformedRequestException {
        var operation = Operation.CREATE_VERSION;
        body.model("name");
        var source = body.required("source");
        body.optional("run_id");
        body.optional("model_id");
        var written = protectedTag(body);
        if (written.isPresent()) {
            return refused(operation, Kind.REFUSED, tagged("version", written.get()));
        }
        if (!environments.latestServes()) {
            return pass(operation, head, workspace, body);
        }
        if (ALIAS_SOURCE.matcher(source).matches()) {
            throw new MalformedRequestException("name the source by its version, such as models:/m/2: "
                    + "what an alias means may change while the request waits");
        }
        return governed(operation, head, workspace, body, Set.of());
    }

    private Classification createModel(RequestHead head, String workspace, Body body) throws MalformedRequestException {
        body.model("name");
        var written = protectedTag(body);
        return written.isPresent()
                ? refused(Operation.CREATE_MODEL, Kind.REFUSED, tagged("model", written.get()))
                : pass(Operation.CREATE_MODEL, head, workspace, body);
    }

    private Optional<String> protectedTag(Body body) throws MalformedRequestException {
        return body.tagKeys().stream().filter(environments::isProtected).findFirst();
    }

    private static String tagged(String what, String key) {
        return "Stagegate: the tag " + key + " is protected. Register the " + what
                + " without it, then set the tag, so that it can be decided on.";
    }

    private Classification tag(Operation operation, RequestHead head, String workspace, Body body)
            throws MalformedRequestException {
        body.model("name");
        return environments.isGuarded(body.required("key"))
                ? governed(operation, head, workspace, body, Set.of())
                : pass(operation, head, workspace, body);
    }

    private static Classification governed(
            Operation operation, RequestHead head, String workspace, Body body, Set<String> more)
            throws MalformedRequestException {
        var model = body.model("name");
        var models = new TreeSet<>(more);
        models.add(model);
        var call = call(head, workspace, body);
        return new Classification.Governed(
                new Change(operation.id(), operation.action(), workspace, model, models, body.json(), List.of(call)));
    }

    private static Classification pass(Operation operation, RequestHead head, String workspace, Body body) {
        return new Classification.PassThrough(operation.id(), call(head, workspace, body));
    }

    private static Classification refused(Operation operation, Kind kind, String message) {
        return new Classification.Refused(operation.id(), new Notice(kind, message));
    }

    /** The client's request as it was understood; MLflow ignores the query of a write, so it is left out. */
    private static Call call(RequestHead head, String workspace, Body body) {
        return new Call(head.method(), head.path(), MlflowApi.headers(workspace), Optional.of(body.json()));
    }

    private static String workspace(RequestHead head) throws MalformedRequestException {
        if (head.count(WORKSPACE_HEADER) > 1) {
            throw new MalformedRequestException("the header X-MLFLOW-WORKSPACE comes more than once");
        }
        var name = head.header(WORKSPACE_HEADER).orElse("").strip();
        if (name.isEmpty() || name.equals("default")) {
            return "";
        }
        if (!isWorkspace(name)) {
            throw new MalformedRequestException("the header X-MLFLOW-WORKSPACE is no workspace's name: "
                    + "2 to 63 small letters and digits, with hyphens between them");
        }
        return name;
    }

    /** Whether MLflow would take it for the name of a workspace. */
    static boolean isWorkspace(String name) {
        return WORKSPACE.matcher(name).matches();
    }
}
