package io.stagegate.gateway.cli;

import io.stagegate.core.json.JsonValue;
import io.stagegate.core.json.JsonValue.JsonObject;
import io.stagegate.gateway.server.Gateway;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/**
 * A version that does badly is promoted, watched, and put back: with readings that the demo makes up for whatever serves at the moment,
 * as a model server would measure them.
 */
final class DemoWatch implements AutoCloseable {
    private static final Duration BEAT = Duration.ofMillis(500);
    private static final int BEATS_BEFORE = 8;
    private static final long SAMPLES = 200;

    private final DemoScene scene;
    private final Surroundings surroundings;
    private final Client client;
    private final Client source;
    private final String api;
    private final String token;
    private final Thread thread =
            Thread.ofPlatform().name("demo-watch").daemon().unstarted(this::play);
    private int bad;

    private DemoWatch(DemoScene scene, Surroundings surroundings, String api, DemoSetup.Tokens tokens)
            throws CliException {
        this.scene = scene;
        this.surroundings = surroundings;
        this.client = Client.of(Map.of(Client.URL, api, Client.TOKEN, tokens.person()));
        this.source = Client.of(Map.of(Client.URL, api, Client.TOKEN, tokens.source()));
        this.api = api;
        this.token = tokens.person();
    }

    /** Begins to play it, and goes on beside whoever asked. */
    static DemoWatch begin(DemoScene scene, Gateway gateway, DemoSetup.Tokens tokens, Surroundings surroundings)
            throws CliException {
        var api = gateway.listeners().getOrDefault("api", "");
        var watch = new DemoWatch(scene, surroundings, api, tokens);
        watch.thread.start();
        return watch;
    }

    private void play() {
        try {
            scene.before();
            say("%nThe model %s serves as champion in version 1; its error rate is measured twice a second.%n"
                    .formatted(scene.model()));
            for (var i = 0; i < BEATS_BEFORE; i++) {
                beat();
            }
            scene.promote();
            say("Version 2 was promoted: the rules permit it and ask for it to be watched"
                    + " (rules/policies/demo-watch/watch.drl). It does worse than anybody thought.\n");
            follow();
            tell();
        } catch (CliException e) {
            surroundings.err().println("stagegate: " + e.getMessage());
            surroundings.err().flush();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void follow() throws CliException, InterruptedException {
        var watches = Map.of("target", "registry/" + scene.model() + "@champion", "state", "all", "limit", "1");
        var id = Optional.<String>empty();
        while (id.isEmpty()) {
            beat();
            id = Client.items(client.get("/v1/watches", watches)).stream()
                    .map(watch -> HoldText.text(watch, "id"))
                    .findFirst();
        }
        var path = "/v1/watches/" + id.get();
        // What was before the promotion is known with the first look.
        var watch = client.get(path, Map.of("limit", "50")).body();
        while (watch.items("before").isEmpty()) {
            beat();
            watch = client.get(path, Map.of("limit", "50")).body();
        }
        var chart = new WatchChart(surroundings, watch, Optional.empty());
        while (!chart.show(watch)) {
            beat();
            watch = client.get(path, Map.of("limit", "50")).body();
        }
    }

    /** Measures what serves, and tells the gateway. */
    private void beat() throws CliException, InterruptedException {
        var version = scene.serving();
        var now = surroundings.clock().instant();
        source.post(
                "/v1/signals",
                JsonObject.EMPTY
                        .with("upstream", "registry")
                        .with("model", scene.model())
                        .with("environment", "production")
                        .with("version", version)
                        .with("name", "error-rate")
                        .with("value", JsonValue.of(errorRate(version)))
                        .with("samples", JsonValue.of(SAMPLES))
                        .with("unit", "ratio")
                        .with("observedAt", now.toString()));
        Thread.sleep(BEAT);
    }

    /** Version 2 begins like version 1, and gets worse and worse. */
    private double errorRate(String version) {
        if (!version.equals("2")) {
            return 0.010;
        }
        bad++;
        return bad < 6 ? 0.012 : Math.min(0.180, 0.012 + 0.014 * (bad - 5));
    }

    private void tell() {
        say("""

                Version 1 serves again, and nobody had to be woken up. In another terminal:
                    export STAGEGATE_URL=%1$s STAGEGATE_TOKEN=%2$s
                Its past:    ./stagegate history registry/%3$s@champion
                Why:         ./stagegate audit query --model %3$s
                Watches:     ./stagegate watches --state all
                Ctrl-C ends the demo.
                """.formatted(api, token, scene.model()));
    }

    private void say(String text) {
        surroundings.out().println(text);
        surroundings.out().flush();
    }

    @Override
    public void close() {
        thread.interrupt();
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
