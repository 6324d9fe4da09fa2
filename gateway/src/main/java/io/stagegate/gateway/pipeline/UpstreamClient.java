package io.stagegate.gateway.pipeline;

import io.stagegate.core.platform.Call;
import io.stagegate.core.platform.Inquiry;
import java.util.function.BooleanSupplier;

/** The one way to talk to an upstream. To be called on a virtual thread of Vert.x. */
public interface UpstreamClient {

    /**
     * Finds something out: the reads of each step in parallel, each with a deadline. A read that fails is an answer.
     *
     * @param seen what has been read already and is not read again
     * @throws InquiryException where the inquiry itself says that it cannot be found out
     */
    <T> T ask(Inquiry<T> inquiry, Credential credential, Observation seen);

    /** The same with everything read anew. */
    default <T> T ask(Inquiry<T> inquiry, Credential credential) {
        return ask(inquiry, credential, new Observation());
    }

    /** Sends a call once, never again. */
    default Sent send(Call call, Credential credential) {
        return send(call, credential, () -> true);
    }

    /**
     * The same, as long as it may be sent.
     *
     * @param may asked when there is a connection, directly before the first byte
     */
    Sent send(Call call, Credential credential, BooleanSupplier may);
}
