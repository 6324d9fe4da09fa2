package io.stagegate.gateway.pipeline;

import io.stagegate.core.json.JsonValue.JsonObject;
import io.stagegate.gateway.journal.Evaluation;
import io.stagegate.gateway.json.CanonicalJson;

/** The digest that a review names: over the hold's id and everything that its reviewers see. */
public final class HoldDigest {
    private HoldDigest() {}

    public static String of(String hold, Evaluation evaluation) {
        return CanonicalJson.digest(JsonObject.EMPTY.with("hold", hold).with("evaluation", evaluation.digest()));
    }
}
