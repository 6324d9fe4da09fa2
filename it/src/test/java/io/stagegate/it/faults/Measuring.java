package io.stagegate.it.faults;

import io.stagegate.it.gateway.GatewayProcess;
import io.stagegate.it.gateway.Http;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/** Measures whatever serves, all the time, and tells a replica that is there. */
final class Measuring implements AutoCloseable {
    private final Supplier<List<GatewayProcess>> replicas;
    private final Map<String, Double> measured = new ConcurrentHashMap<>();
    private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor();

    private Measuring(Supplier<List<GatewayProcess>> replicas) {
        this.replicas = replicas;
    }

    /** @param replicas those that are there at present */
    static Measuring begin(Supplier<List<GatewayProcess>> replicas) {
        var measuring = new Measuring(replicas);
        var _ = measuring.clock.scheduleWithFixedDelay(measuring::tell, 200, 200, TimeUnit.MILLISECONDS);
        return measuring;
    }

    /** What is measured from now on of whatever serves. */
    void signal(String model, double value) {
        measured.put(model, value);
    }

    /** Nothing is measured any more. */
    void silence(String model) {
        measured.remove(model);
    }

    private void tell() {
        var readings = measured.entrySet().stream()
                .map(m -> """
                        {"upstream":"registry","model":"%s","environment":"production","name":"error-rate","value":%s,"samples":100,
                        "unit":"ratio","observedAt":"%s"}""".formatted(m.getKey(), m.getValue(), Instant.now()))
                .collect(Collectors.joining(",", "[", "]"));
        try {
            var there = replicas.get();
            if (!measured.isEmpty() && !there.isEmpty()) {
                Http.at(there.getFirst().apiUrl()).bearer(Fleet.PUSH).post("/v1/signals", readings);
            }
        } catch (UncheckedIOException e) {
            // The next one is told.
        }
    }

    @Override
    public void close() {
        clock.close();
    }
}
