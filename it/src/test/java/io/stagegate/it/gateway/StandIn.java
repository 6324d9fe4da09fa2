package io.stagegate.it.gateway;

import io.stagegate.core.platform.DemoRegistry;
import io.stagegate.gateway.server.Platforms;
import java.io.IOException;
import java.time.InstantSource;
import java.util.Map;

/** The demo's registry as an upstream: for tests of what does not depend on the platform. */
public final class StandIn implements AutoCloseable {
    private final DemoRegistry.Running running;

    private StandIn(DemoRegistry.Running running) {
        this.running = running;
    }

    public static StandIn start() throws IOException {
        return start(Map.of());
    }

    /** @param users passwords by user name */
    public static StandIn start(Map<String, String> users) throws IOException {
        var registry = Platforms.demo("mlflow").orElseThrow();
        return new StandIn(registry.start(0, users, InstantSource.system()));
    }

    public String url() {
        return running.url();
    }

    public Registry registry() {
        return new Registry(Http.at(url()));
    }

    @Override
    public void close() {
        running.close();
    }
}
