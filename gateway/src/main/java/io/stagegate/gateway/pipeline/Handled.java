package io.stagegate.gateway.pipeline;

import io.stagegate.core.platform.Reply;
import io.stagegate.gateway.journal.Watch;
import java.time.Duration;
import java.util.function.Supplier;

/** What has come of a governed request so far. */
public sealed interface Handled {

    /** There is a reply for its client. */
    record Answered(Reply reply) implements Handled {}

    /**
     * Its client waits. Nothing of the gateway does: no thread is parked, so that very many can.
     *
     * @param watch told when there may be a reply
     * @param atMost when to look even if nothing was told
     * @param again looks; on a virtual thread
     * @param gone to be called where the client does not wait any longer
     */
    record Waits(Watch watch, Duration atMost, Supplier<Handled> again, Runnable gone) implements Handled {}

    static Handled of(Reply reply) {
        return new Answered(reply);
    }
}
