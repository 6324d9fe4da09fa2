package io.stagegate.gateway.pipeline;

import io.stagegate.core.platform.Answer;
import io.stagegate.core.platform.Reply;

/** What is known of a call after it was tried. */
public sealed interface Sent {

    /** The upstream answered; {@code reply} is what a client is given, hop-by-hop headers and redirects past the gateway gone */
    record Answered(Answer.Replied answer, Reply reply) implements Sent {}

    /** Certainly nothing was sent. */
    record NotSent(String why) implements Sent {}

    /** Perhaps sent, and no answer; {@code timedOut}: whether time ran out rather than the connection breaking */
    record Lost(String why, boolean timedOut) implements Sent {}
}
