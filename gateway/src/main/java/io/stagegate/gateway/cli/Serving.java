package io.stagegate.gateway.cli;

import io.stagegate.config.ConfigException;
import io.stagegate.config.GatewayConfig;
import io.stagegate.config.Listen;
import io.stagegate.gateway.server.Gateway;
import io.stagegate.gateway.server.Platforms;
import io.stagegate.gateway.server.StartException;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;

/** Runs a gateway in the foreground until the process is told to end. */
final class Serving {
    private Serving() {}

    /** Starts; prints what is being done, what is odd, and where it listens. */
    static Gateway start(GatewayConfig config, Platforms platforms, Surroundings surroundings) throws StartException {
        var err = surroundings.err();
        config.warnings().forEach(w -> say(err, "warning: " + w));
        free("api", config.api());
        free("operations", config.operations());
        for (var upstream : config.upstreams()) {
            free("upstream " + upstream.name(), upstream.listen());
        }
        var gateway = Gateway.start(config, platforms, surroundings.clock(), line -> say(err, line));
        config.upstreams()
                .forEach(u -> say(
                        err,
                        "upstream " + u.name() + ": " + gateway.listeners().get("upstream " + u.name())
                                + " stands in front of " + u.url()));
        say(
                err,
                "api: " + gateway.listeners().get("api") + "  operations: "
                        + gateway.listeners().get("operations"));
        return gateway;
    }

    /** Found out before the database is started and the rules are compiled. */
    private static void free(String name, Listen listen) throws StartException {
        var taken = Ports.taken(listen);
        if (taken.isPresent()) {
            throw new StartException(name + " cannot listen on " + listen + " (" + taken.get()
                    + "): stop what listens there, or write another listen:");
        }
    }

    private static void say(PrintWriter err, String line) {
        synchronized (Serving.class) {
            err.println("stagegate: " + line);
            err.flush();
        }
    }

    /** What is started, in the order in which it is closed again. */
    @FunctionalInterface
    interface Starting {
        void start(List<AutoCloseable> parts) throws StartException, ConfigException, IOException, CliException;
    }

    /**
     * Starts something, waits until the process is told to end, and closes what was started, once. Told so while it still starts,
     * it comes to the end of that first: what is half started would be left behind.
     */
    static void run(Surroundings surroundings, Starting starting)
            throws StartException, ConfigException, IOException, CliException {
        var told = new CountDownLatch(1);
        var closed = new CountDownLatch(1);
        Runtime.getRuntime().addShutdownHook(new Thread(() -> {
            told.countDown();
            await(closed);
        }));
        var parts = new ArrayList<AutoCloseable>();
        try {
            starting.start(parts);
            await(told);
            say(surroundings.err(), "stopping");
        } finally {
            close(surroundings, parts);
            closed.countDown();
        }
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void close(Surroundings surroundings, List<AutoCloseable> parts) {
        for (var part : parts) {
            try {
                part.close();
            } catch (Exception e) {
                say(surroundings.err(), "not stopped cleanly: " + e.getMessage());
            }
        }
        if (!parts.isEmpty()) {
            say(surroundings.err(), "stopped");
        }
    }
}
