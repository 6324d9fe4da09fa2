package io.stagegate.gateway.policy;

import io.stagegate.core.json.JsonValue.JsonObject;
import io.stagegate.core.platform.Answer;
import io.stagegate.core.platform.Call;
import io.stagegate.core.platform.Inquiry;
import io.stagegate.core.platform.Reply;
import io.stagegate.gateway.journal.JournalException;
import io.stagegate.gateway.pipeline.Credential;
import io.stagegate.gateway.pipeline.InquiryException;
import io.stagegate.gateway.pipeline.Observation;
import io.stagegate.gateway.pipeline.Sent;
import io.stagegate.gateway.pipeline.UpstreamClient;
import io.stagegate.gateway.policy.PolicyStore.Origin;
import io.stagegate.gateway.policy.PolicyStore.Wish;
import java.util.function.BooleanSupplier;

/** The way to the gateway's own rules, which does not leave the process. */
public final class RulesUpstream implements UpstreamClient {
    private final PolicyStore store;
    private final Offers offers;

    public RulesUpstream(PolicyStore store, Offers offers) {
        this.store = store;
        this.offers = offers;
    }

    @Override
    public <T> T ask(Inquiry<T> inquiry, Credential credential, Observation seen) {
        var step = inquiry;
        while (true) {
            switch (step) {
                case Inquiry.Done<T>(var value) -> {
                    return value;
                }
                case Inquiry.Failed<T>(var notice) -> throw new InquiryException(notice);
                case Inquiry.Reads<T>(var calls, var then) -> {
                    seen.missing(calls).forEach(call -> seen.add(call, active()));
                    step = then.apply(seen.answers(calls));
                }
            }
        }
    }

    private Answer active() {
        try {
            return new Answer.Replied(
                    200,
                    store.look()
                            .active()
                            .map(active -> JsonObject.EMPTY.with("digest", active.digest()))
                            .orElse(JsonObject.EMPTY));
        } catch (JournalException e) {
            return new Answer.Failed(String.valueOf(e.getMessage()));
        }
    }

    @Override
    public Sent send(Call call, Credential credential, BooleanSupplier may) {
        var body = call.body().orElse(JsonObject.EMPTY);
        var digest = body.text("digest").orElse("");
        var wish = new Wish(
                Origin.of(body.text("origin").orElse("")),
                body.text("by").orElse(""),
                body.text("why").orElse(""));
        if (!may.getAsBoolean()) {
            return new Sent.NotSent("the lease is lost");
        }
        try {
            return switch (offers.approved(digest, wish)) {
                case Offers.Outcome.Taken(var _, var _, var active, var _) -> answered(active ? 200 : 500, digest);
                case Offers.Outcome.Refused(var _, var why, var _) -> answered(422, why);
                case Offers.Outcome.Held(var _, var _, var hold, var _) -> answered(500, hold);
            };
        } catch (JournalException e) {
            return new Sent.Lost(String.valueOf(e.getMessage()), false);
        }
    }

    private static Sent answered(int status, String message) {
        var body = JsonObject.EMPTY.with("message", message);
        return new Sent.Answered(new Answer.Replied(status, body), Reply.json(status, body.toJson()));
    }
}
