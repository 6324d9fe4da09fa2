package io.stagegate.it.gateway;

import io.stagegate.modelserver.Behaviour;
import io.stagegate.modelserver.ModelServer;
import io.stagegate.modelserver.ModelUri;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** A model that is served to customers, who ask for it twenty times a second. */
final class Served implements AutoCloseable {
    private static final long BEAT = 50;

    private final ModelServer server;
    private final HttpClient http = HttpClient.newHttpClient();
    private final ScheduledExecutorService customers = Executors.newSingleThreadScheduledExecutor();
    private volatile boolean asking = true;

    private Served(ModelServer server) {
        this.server = server;
    }

    static Served start(String registry, String model) {
        var uri = new ModelUri(model, "champion");
        var served = new Served(ModelServer.start(URI.create(registry), uri, Duration.ofSeconds(1)));
        var _ = served.customers.scheduleAtFixedRate(served::ask, BEAT, BEAT, TimeUnit.MILLISECONDS);
        return served;
    }

    private void ask() {
        if (asking) {
            var request = HttpRequest.newBuilder(server.address().resolve("/invocations"))
                    .POST(BodyPublishers.ofString("{}"))
                    .build();
            var _ = http.sendAsync(request, BodyHandlers.discarding());
        }
    }

    /** Nobody asks any more. */
    void quiet() {
        asking = false;
    }

    void behave(String version, double errorRate, Duration latency) {
        server.behave(version, new Behaviour(errorRate, latency));
    }

    String version() {
        return server.version();
    }

    /** As Prometheus names what it scrapes. */
    String address() {
        return server.address().getAuthority();
    }

    @Override
    public void close() {
        customers.shutdownNow();
        http.shutdownNow();
        server.close();
    }
}
