package io.stagegate.gateway.webhook;

import io.stagegate.gateway.faults.Failpoint;
import io.stagegate.gateway.journal.JournalException;
import io.stagegate.gateway.journal.Watch;
import io.stagegate.gateway.webhook.Deliveries.Result;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Delivers what is due, to each webhook one message after another and to all of them side by side, so that one that does not
 * answer delays nobody else.
 */
public final class Delivering implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Delivering.class);
    private static final Duration LOOK = Duration.ofSeconds(1);
    /** Longer than any attempt takes. */
    private static final Duration LEASE = Duration.ofSeconds(60);
    /** Rounds between two looks at what is pending, and at what can be swept away. */
    private static final int COUNT = 10;

    private static final int SWEEP = 3_600;

    private final Deliveries deliveries;
    private final Map<String, Channel> channels;
    private final Supplier<Watch> watches;
    private final Executor executor;
    private final InstantSource clock;
    private final Tally tally;
    private final Set<String> busy = ConcurrentHashMap.newKeySet();
    private final AtomicBoolean closed = new AtomicBoolean();

    /**
     * @param watches told when something new is to be delivered
     * @param executor runs each webhook's deliveries on a virtual thread of their own
     */
    Delivering(
            Deliveries deliveries,
            Map<String, Channel> channels,
            Supplier<Watch> watches,
            Executor executor,
            InstantSource clock,
            Tally tally) {
        this.deliveries = deliveries;
        this.channels = Map.copyOf(channels);
        this.watches = watches;
        this.executor = executor;
        this.clock = clock;
        this.tally = tally;
    }

    /** Begins, and goes on until it is closed. */
    public void begin() {
        if (!channels.isEmpty()) {
            executor.execute(this::run);
        }
    }

    private void run() {
        try (var watch = watches.get()) {
            for (var round = 0L; !closed.get(); round++) {
                round(round);
                watch.await(LOOK);
            }
        }
    }

    private void round(long round) {
        try {
            for (var webhook : deliveries.due()) {
                if (channels.containsKey(webhook) && busy.add(webhook)) {
                    executor.execute(() -> drain(webhook));
                }
            }
            if (round % COUNT == 0) {
                tally.standing(deliveries.standing());
            }
            if (round % SWEEP == SWEEP - 1) {
                deliveries.sweep();
            }
        } catch (JournalException e) {
            LOG.debug("what is to be told waits for the database: {}", e.getMessage());
        } catch (RuntimeException e) {
            LOG.error("what is to be told was not looked for", e);
        }
    }

    private void drain(String webhook) {
        try {
            while (!closed.get() && deliverNext(webhook)) {
                // The next one, until none is due.
            }
        } catch (JournalException e) {
            LOG.debug("what is to be told waits for the database: {}", e.getMessage());
        } catch (RuntimeException e) {
            LOG.error("webhook {} cannot be told", webhook, e);
        } finally {
            busy.remove(webhook);
        }
    }

    private boolean deliverNext(String webhook) {
        var claimed = deliveries.claim(webhook, LEASE);
        if (claimed.isEmpty()) {
            return false;
        }
        var channel = channels.get(webhook);
        var result = channel == null
                ? new Result.Failed(0, "it is not in the configuration")
                : channel.deliver(claimed.get(), clock.instant());
        Failpoint.TOLD.reached();
        deliveries.settle(claimed.get(), result);
        tally.attempt(webhook, result);
        switch (result) {
            case Result.Delivered _ ->
                LOG.debug(
                        "webhook {} was told {}", webhook, claimed.get().event().type());
            case Result.Again(var _, var problem, var after) ->
                LOG.info("webhook {} was not told yet: {}; again in {} s", webhook, problem, after.toSeconds());
            case Result.Failed(var _, var problem) -> LOG.warn("webhook {} could not be told: {}", webhook, problem);
            case Result.Gone(var _, var problem) -> LOG.warn("webhook {} is disabled: {}", webhook, problem);
        }
        return true;
    }

    @Override
    public void close() {
        closed.set(true);
    }
}
