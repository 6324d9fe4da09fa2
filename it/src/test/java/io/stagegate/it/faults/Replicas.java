package io.stagegate.it.faults;

import io.stagegate.it.gateway.GatewayProcess;
import io.stagegate.it.gateway.Relay;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReferenceArray;

/** Three replicas, each with a line of its own to the database and a clock of its own; the first one is never killed. */
final class Replicas implements AutoCloseable {
    private static final List<Duration> CLOCKS =
            List.of(Duration.ZERO, Duration.ofMinutes(10), Duration.ofMinutes(-10));

    private final Fleet fleet;
    private final List<Relay> lines = new ArrayList<>();
    private final AtomicReferenceArray<GatewayProcess> running = new AtomicReferenceArray<>(CLOCKS.size());
    private final List<Thread> starting = new CopyOnWriteArrayList<>();
    private final List<String> troubles = new CopyOnWriteArrayList<>();
    private final AtomicInteger starts = new AtomicInteger();

    private Replicas(Fleet fleet) {
        this.fleet = fleet;
    }

    static Replicas start(Fleet fleet) throws Exception {
        var replicas = new Replicas(fleet);
        for (var i = 0; i < CLOCKS.size(); i++) {
            var line = new Relay(fleet.database().port());
            line.open();
            replicas.lines.add(line);
            replicas.running.set(i, replicas.begun(i));
        }
        return replicas;
    }

    private GatewayProcess begun(int which) throws IOException {
        starts.incrementAndGet();
        return fleet.replica("replica-" + which, lines.get(which).port(), "-Xmx256m", ClockApart.by(CLOCKS.get(which)));
    }

    int size() {
        return CLOCKS.size();
    }

    GatewayProcess get(int which) {
        return running.get(which);
    }

    Relay line(int which) {
        return lines.get(which);
    }

    List<GatewayProcess> all() {
        var out = new ArrayList<GatewayProcess>();
        for (var i = 0; i < running.length(); i++) {
            out.add(running.get(i));
        }
        return out;
    }

    /** Ends one as {@code kill -9} does, and begins with another one in its place, whatever else goes on meanwhile. */
    void kill(int which) throws InterruptedException {
        running.get(which).kill();
        starting.add(Thread.ofVirtual().start(() -> {
            try {
                running.set(which, begun(which));
            } catch (IOException e) {
                troubles.add("a replica does not start: " + e.getMessage());
            }
        }));
    }

    /** How often one was started. */
    int starts() {
        return starts.get();
    }

    /** Waits for all that are being started; those that could not be. */
    List<String> complete() throws InterruptedException {
        for (var thread : starting) {
            thread.join();
        }
        return List.copyOf(troubles);
    }

    @Override
    public void close() {
        try {
            complete();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        all().forEach(GatewayProcess::close);
        lines.forEach(Relay::close);
    }
}
