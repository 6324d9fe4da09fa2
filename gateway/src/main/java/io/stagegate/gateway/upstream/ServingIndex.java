package io.stagegate.gateway.upstream;

import io.stagegate.core.platform.ServingArtifacts;
import io.stagegate.gateway.pipeline.InquiryException;
import io.stagegate.gateway.pipeline.Upstream;
import io.stagegate.gateway.threads.VirtualThreads;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where the artifacts lie that serve governed environments, kept in memory: asked for again on a schedule and after every
 * settled change. What is older than {@link #FRESH} is not trusted.
 */
public final class ServingIndex {
    /** How old an inventory may be. */
    public static final Duration FRESH = Duration.ofSeconds(90);

    private static final Logger LOG = LoggerFactory.getLogger(ServingIndex.class);

    private final Upstream upstream;
    private final VirtualThreads threads;
    private final InstantSource clock;
    private final AtomicReference<Optional<Inventory>> inventory = new AtomicReference<>(Optional.empty());
    private final AtomicBoolean asking = new AtomicBoolean();
    private final AtomicBoolean again = new AtomicBoolean();

    private record Inventory(ServingArtifacts artifacts, Instant at) {}

    public ServingIndex(Upstream upstream, VirtualThreads threads, InstantSource clock) {
        this.upstream = upstream;
        this.threads = threads;
        this.clock = clock;
    }

    /** What serves, or empty where that is not known well enough. */
    public Optional<ServingArtifacts> fresh() {
        return inventory
                .get()
                .filter(i -> i.at().plus(FRESH).isAfter(clock.instant()))
                .map(Inventory::artifacts);
    }

    /** Asks again, once for all who want it while it is being asked. */
    public void refresh() {
        again.set(true);
        if (asking.compareAndSet(false, true)) {
            threads.execute(this::ask);
        }
    }

    /** What was known before a change is not trusted after it. */
    public void changed() {
        inventory.set(Optional.empty());
        refresh();
    }

    private void ask() {
        try {
            while (again.getAndSet(false)) {
                var at = clock.instant();
                var artifacts = upstream.ask(upstream.platform().servingArtifacts());
                inventory.set(Optional.of(new Inventory(artifacts, at)));
            }
        } catch (InquiryException e) {
            LOG.warn("what serves on {} is not known: {}", upstream.name(), e.getMessage());
        } finally {
            asking.set(false);
            if (again.get()) {
                refresh();
            }
        }
    }
}
