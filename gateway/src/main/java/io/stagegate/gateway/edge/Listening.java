package io.stagegate.gateway.edge;

import io.stagegate.core.platform.Platform;
import io.stagegate.gateway.identity.Requesters;
import io.stagegate.gateway.journal.Journal;
import io.stagegate.gateway.pipeline.GovernedRequest;
import io.stagegate.gateway.pipeline.Upstream;
import io.stagegate.gateway.threads.VirtualThreads;
import io.stagegate.gateway.tls.Encryption;
import io.stagegate.gateway.upstream.Origin;
import io.stagegate.gateway.upstream.ServingIndex;
import java.time.InstantSource;
import java.util.Set;

/**
 * What a proxy listener works with.
 *
 * @param host address to listen on
 * @param port port to listen on; 0 for any
 * @param names host names under which browsers reach it, beside the address
 * @param upstream the upstream behind it
 * @param origin where the upstream is
 * @param requesters who asks
 * @param known whether everybody must be known before anything at all is forwarded, as nothing of theirs says who they are
 *     to the upstream
 * @param handler takes what may change what serves
 * @param index where serving artifacts lie
 * @param journal takes refusals
 * @param encryption of its connections
 */
public record Listening(
        String host,
        int port,
        Set<String> names,
        Upstream upstream,
        Origin origin,
        Requesters requesters,
        boolean known,
        GovernedRequest.Handler handler,
        ServingIndex index,
        Journal journal,
        VirtualThreads threads,
        InstantSource clock,
        Encryption encryption) {
    Platform platform() {
        return upstream.platform();
    }
}
