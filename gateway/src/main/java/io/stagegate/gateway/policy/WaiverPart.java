package io.stagegate.gateway.policy;

import io.stagegate.core.json.JsonValue.JsonObject;
import io.stagegate.core.platform.Answer;
import io.stagegate.core.platform.Call;
import io.stagegate.gateway.policy.WaiverPlatform.Wanted;

/** Exceptions from rules, as a part of the gateway that is changed as an upstream is. */
public record WaiverPart(WaiverStore store) implements InProcess.Part {
    @Override
    public JsonObject read(Call call) {
        var asked = Wanted.of(call.body().orElse(JsonObject.EMPTY));
        return store.active(asked.target(), asked.rule())
                .map(waiver -> JsonObject.EMPTY.with("until", waiver.until().toString()))
                .orElse(JsonObject.EMPTY);
    }

    @Override
    public Answer.Replied write(Call call) {
        var wanted = Wanted.of(call.body().orElse(JsonObject.EMPTY));
        store.put(wanted.target(), wanted.rule(), wanted.until(), wanted.reason(), wanted.by());
        return InProcess.Part.answer(200, "done");
    }
}
