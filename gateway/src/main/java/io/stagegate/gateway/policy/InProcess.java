package io.stagegate.gateway.policy;

import io.stagegate.core.json.JsonValue.JsonObject;
import io.stagegate.core.platform.Answer;
import io.stagegate.core.platform.Call;
import io.stagegate.core.platform.Inquiry;
import io.stagegate.core.platform.Reply;
import io.stagegate.gateway.journal.JournalException;
import io.stagegate.gateway.pipeline.Credential;
import io.stagegate.gateway.pipeline.Observation;
import io.stagegate.gateway.pipeline.Sent;
import io.stagegate.gateway.pipeline.UpstreamClient;
import java.util.function.BooleanSupplier;

/** The way to a part of the gateway itself that is changed as an upstream is; it does not leave the process. */
public final class InProcess implements UpstreamClient {
    private final Part part;

    /** What is read and changed. Both may throw {@link JournalException}. */
    public interface Part {
        JsonObject read(Call call);

        Answer.Replied write(Call call);

        /** An answer with a message. */
        static Answer.Replied answer(int status, String message) {
            return new Answer.Replied(status, JsonObject.EMPTY.with("message", message));
        }
    }

    public InProcess(Part part) {
        this.part = part;
    }

    @Override
    public <T> T ask(Inquiry<T> inquiry, Credential credential, Observation seen) {
        return seen.find(inquiry, calls -> calls.stream().map(this::read).toList());
    }

    private Answer read(Call call) {
        try {
            return new Answer.Replied(200, part.read(call));
        } catch (JournalException e) {
            return new Answer.Failed(String.valueOf(e.getMessage()));
        }
    }

    @Override
    public Sent send(Call call, Credential credential, BooleanSupplier may) {
        if (!may.getAsBoolean()) {
            return new Sent.NotSent("the lease is lost");
        }
        try {
            var answer = part.write(call);
            return new Sent.Answered(
                    answer, Reply.json(answer.status(), answer.body().toJson()));
        } catch (JournalException e) {
            return new Sent.Lost(String.valueOf(e.getMessage()), false);
        }
    }
}
