package io.stagegate.gateway.cli;

import io.stagegate.config.GatewayConfig;
import io.stagegate.config.Listen;
import io.stagegate.gateway.server.Gateway;
import io.stagegate.gateway.server.Platforms;
import io.stagegate.gateway.server.StartException;
import java.io.PrintWriter;
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

    /** Waits until the process is told to end, and closes what is given, once. */
    static void untilStopped(Surroundings surroundings, AutoCloseable... parts) {
        var told = new CountDownLatch(1);
        var closed = new CountDownLatch(1);
        Runtime.getRuntime().addShutdownHook(new Thread(() -> {
            told.countDown();
            try {
                closed.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }));
        try {
            told.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        say(surroundings.err(), "stopping");
        for (var part : parts) {
            try {
                part.close();
            } catch (Exception e) {
                say(surroundings.err(), "not stopped cleanly: " + e.getMessage());
            }
        }
        say(surroundings.err(), "stopped");
        closed.countDown();
    }
}
