package io.stagegate.adapter.mlflow;

import io.stagegate.core.Slot;
import io.stagegate.core.json.JsonValue;
import io.stagegate.core.json.JsonValue.JsonNumber;
import io.stagegate.core.json.JsonValue.JsonObject;
import io.stagegate.core.platform.Phrasing;
import io.stagegate.core.platform.Question;
import io.stagegate.core.platform.RequestHead;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** The request by which MLflow's clients ask for a change of the registry. Details are MLflow's own fields, by name. */
final class Phrases {
    private static final String SERVING = "an alias or a stage, such as registry/fraud@champion";
    private static final String KEPT = "a version or a model, such as registry/fraud/3 or registry/fraud";

    private final String staticPrefix;

    Phrases(String staticPrefix) {
        this.staticPrefix = staticPrefix;
    }

    Phrasing of(Question question) {
        return switch (question.action()) {
            case PROMOTE -> promotion(question);
            case DEMOTE -> demotion(question);
            case DELETE -> deletion(question);
            case RENAME -> renaming(question);
            case TAG -> tagging(question);
            case RESTORE -> new Phrasing.Impossible("a restore is asked for by its snapshot, not by its target");
        };
    }

    private Phrasing promotion(Question question) {
        return switch (question.target().slot()) {
            case Slot.Alias(var alias) -> request(question, Operation.SET_ALIAS, Map.of("alias", alias), "version");
            case Slot.Stage(var stage) -> transition(question, stage);
            case Slot.Latest() -> request(question, Operation.CREATE_VERSION, Map.of(), "source");
            case Slot.Numbered _, Slot.Whole _ -> instead(question, SERVING);
        };
    }

    private Phrasing demotion(Question question) {
        return switch (question.target().slot()) {
            case Slot.Alias(var alias) -> request(question, Operation.DELETE_ALIAS, Map.of("alias", alias));
            case Slot.Stage _ -> transition(question, "Archived");
            case Slot.Latest _, Slot.Numbered _, Slot.Whole _ -> instead(question, SERVING);
        };
    }

    private Phrasing transition(Question question, String stage) {
        return request(question, Operation.TRANSITION_STAGE, Map.of("stage", stage), "version");
    }

    private Phrasing deletion(Question question) {
        return switch (question.target().slot()) {
            case Slot.Numbered(var version) -> request(question, Operation.DELETE_VERSION, Map.of("version", version));
            case Slot.Whole() -> request(question, Operation.DELETE_MODEL, Map.of());
            case Slot.Alias _, Slot.Stage _, Slot.Latest _ -> instead(question, KEPT);
        };
    }

    private Phrasing renaming(Question question) {
        return question.target().slot() instanceof Slot.Whole
                ? request(question, Operation.RENAME_MODEL, Map.of(), "new_name")
                : instead(question, "a model, such as registry/fraud");
    }

    private Phrasing tagging(Question question) {
        return switch (question.target().slot()) {
            case Slot.Numbered(var version) ->
                request(question, Operation.SET_VERSION_TAG, Map.of("version", version), "key", "value");
            case Slot.Whole() -> request(question, Operation.SET_MODEL_TAG, Map.of(), "key", "value");
            case Slot.Alias _, Slot.Stage _, Slot.Latest _ -> instead(question, KEPT);
        };
    }

    private static Phrasing instead(Question question, String target) {
        return new Phrasing.Impossible(
                "to " + question.action().word() + " is asked of " + target + ", and not of " + question.target());
    }

    /**
     * @param told fields that the target tells
     * @param needed fields that the details have to tell
     */
    private Phrasing request(Question question, Operation operation, Map<String, String> told, String... needed) {
        var details = question.details();
        var missing =
                Arrays.stream(needed).filter(n -> details.get(n).isEmpty()).collect(Collectors.joining(" and "));
        if (!missing.isEmpty()) {
            return new Phrasing.Impossible("say " + missing + " too");
        }
        var body = JsonObject.EMPTY;
        for (var field : details.members().entrySet()) {
            if (operation.fields().contains(field.getKey())) {
                body = body.with(field.getKey(), text(field.getValue()));
            }
        }
        body = body.with("name", question.target().model());
        for (var field : told.entrySet()) {
            body = body.with(field.getKey(), field.getValue());
        }
        var call = new MlflowApi(staticPrefix, question.target().workspace()).write(operation, body);
        var headers = call.headers().entrySet().stream()
                .collect(Collectors.toUnmodifiableMap(Map.Entry::getKey, h -> List.of(h.getValue())));
        return new Phrasing.Request(new RequestHead(call.method(), call.target(), "", headers), body);
    }

    /** MLflow's clients write the number of a version as a text. */
    private static JsonValue text(JsonValue value) {
        return value instanceof JsonNumber(var literal) ? JsonValue.of(literal) : value;
    }
}
