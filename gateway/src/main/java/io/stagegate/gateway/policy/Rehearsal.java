package io.stagegate.gateway.policy;

import io.stagegate.gateway.journal.JournalException;
import io.stagegate.gateway.journal.Records;
import io.stagegate.gateway.journal.Records.Decided;
import io.stagegate.gateway.replay.Difference;
import io.stagegate.gateway.replay.Recorded;
import io.stagegate.gateway.replay.Replay;
import io.stagegate.gateway.replay.ReplayLine;
import io.stagegate.gateway.replay.Replays;
import io.stagegate.gateway.watch.Watches.Place;
import io.stagegate.rules.PolicyException;
import io.stagegate.rules.PolicySource;
import io.stagegate.rules.drools.CompiledPolicy;
import io.vertx.core.Vertx;
import io.vertx.core.WorkerExecutor;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Replays what was decided and looked at of late by a set that is to be held, on a thread of its own: no traffic waits for it, nor any build. */
public final class Rehearsal implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Rehearsal.class);
    private static final int DAYS = 30;
    private static final String PERIOD = "the last " + DAYS + " days";
    private static final int MOST = 10_000;
    private static final Duration LONGEST = Duration.ofSeconds(10);
    private static final int PAGE = 500;
    /** Each has a set of its own in memory. */
    private static final int MOST_AT_ONCE = 4;

    private static final long MINUTES = 10;

    private final History history;
    private final InstantSource clock;
    private final LongSupplier nanos;
    private final WorkerExecutor thread;
    private final AtomicInteger running = new AtomicInteger();
    private final AtomicBoolean closed = new AtomicBoolean();

    /** @param clock by which decisions are recorded */
    public Rehearsal(Vertx vertx, Records records, RecordedLooks looks, InstantSource clock) {
        this(vertx, History.of(records, looks), clock, System::nanoTime);
    }

    /** @param nanos how time goes by */
    Rehearsal(Vertx vertx, History history, InstantSource clock, LongSupplier nanos) {
        this.history = history;
        this.clock = clock;
        this.nanos = nanos;
        this.thread = vertx.createSharedWorkerExecutor("rehearsal", 1, MINUTES, TimeUnit.MINUTES);
    }

    /**
     * What would have been otherwise, in a line for reviewers. Where it cannot be told the line says why. To be called on a virtual
     * thread of Vert.x.
     *
     * @throws JournalException where the gateway ends before it can be told
     */
    String line(PolicySource source) {
        try {
            if (running.incrementAndGet() > MOST_AT_ONCE) {
                return not("too many sets were being replayed");
            }
            // A set of its own: what fails here must not count where the set decides.
            var policy = thread.executeBlocking(() -> CompiledPolicy.compileAside(source, clock))
                    .await();
            try {
                return replayed(policy);
            } finally {
                thread.executeBlocking(() -> {
                    policy.close();
                    return true;
                });
            }
        } catch (Exception e) {
            // Await throws causes as they are, checked ones too. Reviewers can do without it, and know then that they
            // do.
            if (closed.get()) {
                throw new JournalException("replaying decisions", new IllegalStateException("the gateway ends", e));
            }
            LOG.warn("a policy set is held without having been replayed", e);
            return not(why(e));
        } finally {
            running.decrementAndGet();
        }
    }

    private static String why(Exception e) {
        return e instanceof PolicyException
                ? "it cannot be compiled again"
                : String.valueOf(e.getMessage()).lines().findFirst().orElse("");
    }

    private static String not(String why) {
        return "not replayed: " + why;
    }

    private String replayed(CompiledPolicy policy) {
        var now = clock.instant();
        var since = now.minus(Duration.ofDays(DAYS));
        var decisions = decisions(new Run(new Replay(policy::conclude), since));
        var seen = looks(new Run(new Replay(policy::conclude), since), new Decided(since, now, Optional.empty()));
        return ReplayLine.of(ReplayLine.Kind.DECISIONS, decisions.replays(), PERIOD, decisions.cut())
                + (seen.nothing()
                        ? ""
                        : "; " + ReplayLine.of(ReplayLine.Kind.LOOKS, seen.replays(), PERIOD, seen.cut()));
    }

    /** The newest first. */
    private Run decisions(Run run) {
        var page = new Records.Lines(List.of(), Long.MAX_VALUE);
        do {
            page = history.decisions(page.last(), PAGE);
            take(run, page.lines());
        } while (page.lines().size() == PAGE && !run.ended());
        return run.newestFirst();
    }

    /** Watch by watch: where there are more than can be replayed, those of some watches. */
    private Run looks(Run run, Decided time) {
        var place = Optional.of(Place.FIRST);
        while (place.isPresent() && !run.ended()) {
            var page = history.looks(time, place.get(), PAGE);
            take(run, page.lines());
            place = page.next();
        }
        return run;
    }

    private void take(Run run, List<String> lines) {
        thread.executeBlocking(() -> {
                    run.take(lines);
                    return true;
                })
                .await();
    }

    /** One replay; by one thread after another. */
    private final class Run {
        private final Replay replay;
        private final Instant since;
        private final long began = nanos.getAsLong();
        private final List<Difference> differences = new ArrayList<>();
        private int decisions;
        private boolean ended;
        private Optional<String> cut = Optional.empty();

        Run(Replay replay, Instant since) {
            this.replay = replay;
            this.since = since;
        }

        synchronized boolean ended() {
            return ended;
        }

        synchronized void take(List<String> lines) {
            for (var line : lines) {
                if (!ended) {
                    take(line);
                }
            }
        }

        private void take(String line) {
            if (closed.get()) {
                throw new IllegalStateException("the gateway ends");
            }
            var recorded = Recorded.parse(line);
            if (recorded.about().decidedAt().isBefore(since)) {
                ended = true;
            } else if (decisions == MOST) {
                end("no more are replayed");
            } else if (nanos.getAsLong() - began > LONGEST.toNanos()) {
                end("there was no time for more");
            } else {
                decisions++;
                replay.difference(recorded).ifPresent(differences::add);
            }
        }

        private void end(String why) {
            cut = Optional.of(why);
            ended = true;
        }

        /** What came was the newest first: differences are told the oldest first. */
        synchronized Run newestFirst() {
            Collections.reverse(differences);
            return this;
        }

        synchronized boolean nothing() {
            return decisions == 0 && cut.isEmpty();
        }

        synchronized Replays replays() {
            return new Replays(decisions, differences);
        }

        synchronized Optional<String> cut() {
            return cut;
        }
    }

    @Override
    public void close() {
        closed.set(true);
        thread.close();
    }
}
