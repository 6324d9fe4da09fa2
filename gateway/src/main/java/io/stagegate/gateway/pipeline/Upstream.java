package io.stagegate.gateway.pipeline;

import io.stagegate.core.decision.Requirement;
import io.stagegate.core.platform.Inquiry;
import io.stagegate.core.platform.Platform;
import java.time.Duration;

/**
 * One upstream as the pipeline sees it.
 *
 * @param name its name in the configuration
 * @param platform its adapter
 * @param client the way to talk to it
 * @param reads what the gateway itself reads and restores with
 * @param forwards what a caller's change is forwarded with
 * @param holds how long clients and holds wait
 */
public record Upstream(
        String name, Platform platform, UpstreamClient client, Credential reads, Forwards forwards, HoldTimes holds) {

    /** What changes are forwarded with. */
    public sealed interface Forwards {
        /** The credential that the caller sent; sealed while held. */
        record AsCaller() implements Forwards {}

        /** The gateway's own. */
        record AsGateway(Credential credential) implements Forwards {}

        /** The credential of the caller who sends it again once it is approved; none is ever kept. */
        record AsNextCaller() implements Forwards {}
    }

    /**
     * How long things wait.
     *
     * @param patience how long a client waits on the open call
     * @param expires how long a hold waits where its requirement does not say
     * @param retried whether a client that has waited in vain is made to try again by itself
     */
    public record HoldTimes(Duration patience, Duration expires, boolean retried) {

        /** How long a hold with a requirement waits: what its rules say, and never longer than the upstream's setting. */
        public Duration expires(Requirement requirement) {
            return requirement.within().filter(w -> w.compareTo(expires) < 0).orElse(expires);
        }
    }

    /** Asks with the gateway's own credential. */
    public <T> T ask(Inquiry<T> inquiry) {
        return client.ask(inquiry, reads);
    }

    /** The same, reading only what has not been seen yet. */
    public <T> T ask(Inquiry<T> inquiry, Observation seen) {
        return client.ask(inquiry, reads, seen);
    }

    /** What this caller's change is forwarded with. */
    public Credential credentialFor(Credential caller) {
        return switch (forwards) {
            case Forwards.AsCaller(), Forwards.AsNextCaller() -> caller;
            case Forwards.AsGateway(var own) -> own;
        };
    }
}
