package io.stagegate.it.architecture.wrong.gateway.helper;

import io.stagegate.it.architecture.wrong.gateway.store.KnowsRules;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/** The other half of the cycle, in a package that says nothing; with every bad habit there is. */
public final class Helping {
    static final AtomicInteger COUNT = new AtomicInteger();
    static final List<String> SEEN = new ArrayList<>();
    static int last = 1;

    private Helping() {}

    /** Reads the clock, prints, and starts a thread. */
    public static Optional<KnowsRules> now() {
        System.out.println(Instant.now());
        Executors.newVirtualThreadPerTaskExecutor().close();
        return Optional.empty();
    }
}
