package io.stagegate.core.platform;

import io.stagegate.core.Action;
import io.stagegate.core.json.JsonValue.JsonObject;
import java.util.List;
import java.util.Set;

/**
 * A change that is asked for: what goes over the wire, and what it means.
 *
 * @param operation the platform's operation, such as {@code mlflow:set-alias}
 * @param action what kind of change
 * @param workspace the platform's tenant; empty for the default one
 * @param model the model it is about
 * @param models every model whose targets it can touch, {@code model} among them; changes of one model go one at a time
 * @param parameters the adapter's own reading of the request, from which it can tell its meaning again
 * @param calls what is forwarded, in this order; one for a client's request, perhaps several for a restore
 */
public record Change(
        String operation,
        Action action,
        String workspace,
        String model,
        Set<String> models,
        JsonObject parameters,
        List<Call> calls) {
    public Change {
        models = Set.copyOf(models);
        calls = List.copyOf(calls);
    }
}
