package io.stagegate.benchmarks.ladder;

import io.stagegate.core.platform.DemoRegistry;
import java.io.IOException;
import java.time.InstantSource;
import java.util.Map;
import java.util.ServiceLoader;

/** The stand-in registry of the demo in a process of its own; it ends when its input does, so it never outlives its parent. */
public final class StandIn {
    private StandIn() {}

    public static void main(String[] arguments) throws IOException {
        var registry = ServiceLoader.load(DemoRegistry.class).stream()
                .map(ServiceLoader.Provider::get)
                .filter(r -> r.platform().equals("mlflow"))
                .findFirst()
                .orElseThrow(() -> new IOException("the demo registry is not on the class path"));
        try (var running = registry.start(0, Map.of(), InstantSource.system())) {
            // How the measuring process, which reads this line, learns the address.
            System.out.println("listening on " + running.url());
            while (System.in.read() >= 0) {
                Thread.onSpinWait();
            }
        }
    }
}
