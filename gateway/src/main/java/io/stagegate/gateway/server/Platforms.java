package io.stagegate.gateway.server;

import io.stagegate.config.GatewayConfig;
import io.stagegate.core.platform.DemoRegistry;
import io.stagegate.core.platform.PlatformProvider;
import java.util.Map;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.TreeMap;

/** The adapters on the class path. */
public final class Platforms {
    private final Map<String, PlatformProvider> providers;

    private Platforms(Map<String, PlatformProvider> providers) {
        this.providers = Map.copyOf(providers);
    }

    public static Platforms installed() {
        var found = new TreeMap<String, PlatformProvider>();
        ServiceLoader.load(PlatformProvider.class).forEach(p -> found.put(p.platform(), p));
        return new Platforms(found);
    }

    /** The words that a configuration can have for {@code platform}. */
    public Set<String> words() {
        return providers.keySet();
    }

    PlatformProvider provider(String word) {
        return Optional.ofNullable(providers.get(word))
                .orElseThrow(() -> new IllegalArgumentException("no adapter for " + word));
    }

    /** @throws IllegalArgumentException if something of an upstream is impossible on its platform, or a key is none */
    public void check(GatewayConfig config) {
        Policies.keys(config.policy());
        for (var upstream : config.upstreams()) {
            try {
                var platform = provider(upstream.platform()).create(upstream.settings());
                if (upstream.events().isPresent() && platform.events().isEmpty()) {
                    throw new IllegalArgumentException(
                            upstream.platform() + " tells of no changes of its own accord; delete events");
                }
            } catch (IllegalArgumentException e) {
                throw new IllegalArgumentException("upstream " + upstream.name() + ": " + e.getMessage(), e);
            }
        }
    }

    /** The stand-in for a platform, where there is one. */
    public static Optional<DemoRegistry> demo(String platform) {
        return ServiceLoader.load(DemoRegistry.class).stream()
                .map(ServiceLoader.Provider::get)
                .filter(d -> d.platform().equals(platform))
                .findFirst();
    }
}
