package io.stagegate.gateway.pipeline;

import io.stagegate.core.decision.DecisionPoint;
import java.util.function.Function;

/** The policy set in force, whichever that is at the time of asking. */
@FunctionalInterface
public interface PolicyInForce {

    /**
     * Does something with it. The set stays as it is until that is done, also where another takes its place meanwhile.
     *
     * @throws InquiryException where none is in force, with what the client is to be told
     */
    <T> T with(Function<DecisionPoint, T> work);
}
