package io.stagegate.gateway.watch;

import io.stagegate.core.json.JsonValue.JsonArray;

/**
 * A look as it is recorded: what the rules saw, and what they made of it.
 *
 * @param scene what they saw
 * @param judgement the word of what they made of it
 * @param findings what each of them said
 * @param policy digest of the policy set
 */
public record RecordedLook(Scene scene, String judgement, JsonArray findings, String policy) {

    /** The number of the look, from 1. */
    public int number() {
        return scene.watch().looks() + 1;
    }
}
