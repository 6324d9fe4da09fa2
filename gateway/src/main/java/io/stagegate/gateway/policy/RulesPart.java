package io.stagegate.gateway.policy;

import io.stagegate.core.json.JsonValue.JsonObject;
import io.stagegate.core.platform.Answer;
import io.stagegate.core.platform.Call;
import io.stagegate.gateway.policy.PolicyStore.Origin;
import io.stagegate.gateway.policy.PolicyStore.Wish;

/** Which policy set is active, as a part of the gateway that is changed as an upstream is. */
public record RulesPart(PolicyStore store, Offers offers) implements InProcess.Part {
    @Override
    public JsonObject read(Call call) {
        return store.look()
                .active()
                .map(active -> JsonObject.EMPTY.with("digest", active.digest()))
                .orElse(JsonObject.EMPTY);
    }

    @Override
    public Answer.Replied write(Call call) {
        var body = call.body().orElse(JsonObject.EMPTY);
        var digest = body.text("digest").orElse("");
        var wish = new Wish(
                Origin.of(body.text("origin").orElse("")),
                body.text("by").orElse(""),
                body.text("why").orElse(""));
        return switch (offers.approved(digest, wish)) {
            case Offers.Outcome.Taken(var _, var _, var active, var _) ->
                InProcess.Part.answer(active ? 200 : 500, digest);
            case Offers.Outcome.Refused(var _, var why, var _) -> InProcess.Part.answer(422, why);
            case Offers.Outcome.Held(var _, var _, var hold, var _) -> InProcess.Part.answer(500, hold);
        };
    }
}
