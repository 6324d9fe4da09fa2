package io.stagegate.gateway.identity;

import io.stagegate.core.Subject;
import io.stagegate.core.platform.RequestHead;
import io.stagegate.gateway.pipeline.InquiryException;
import java.util.Optional;

/** Who asks on an upstream. */
public sealed interface Requesters permits Requesters.Anonymous, AskedUpstream, Bearing, Certified, Proxying {

    /**
     * Who sent a request. On a virtual thread of Vert.x.
     *
     * @throws InquiryException where that cannot be told, with what the client is to be told
     */
    Subject identify(RequestHead head, Peer peer);

    /** How a client is asked to say who it is, where the platform's own way is not the one. */
    default Optional<String> challenge() {
        return Optional.empty();
    }

    /** Everybody may ask, and nobody is known. */
    record Anonymous(String upstream) implements Requesters {
        @Override
        public Subject identify(RequestHead head, Peer peer) {
            return Subject.anonymous(upstream);
        }
    }
}
