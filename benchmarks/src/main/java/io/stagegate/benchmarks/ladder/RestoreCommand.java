package io.stagegate.benchmarks.ladder;

import com.fasterxml.jackson.databind.JsonNode;
import io.stagegate.benchmarks.ladder.Scenery.Kind;
import io.stagegate.benchmarks.running.Running;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code benchmarks/run restore}: how long it takes from the look that judges to the platform's old state, confirmed. */
@Command(
        name = "restore",
        description = "Restores that rules ask for, from the evaluation that fires to the confirmed old state.",
        mixinStandardHelpOptions = true)
public final class RestoreCommand implements Callable<Integer> {
    private static final String TOKEN = "restore-source";
    private static final Duration SETTLED = Duration.ofMillis(1_100);
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final String SOURCE = """
            watch: { restoresPerDay: 999 }
            sources:
              - { name: pushed, kind: push, token: %s, models: ["*"], perMinute: 100000 }
            """.formatted(TOKEN);
    private static final String RULES = """
            rule "Watched"
              @id("W-001")
            when
              Promotion( environment == "production" )
            then
              decision.watch("1h").every("1s").signals("error-rate");
            end

            rule "Bad"
              @id("W-002")
            when
              Watch( )
              $rate : Signal( name == "error-rate", value > 0.5 )
            then
              decision.restore("error-rate " + $rate.value());
            end
            """;

    @Option(names = "--restores", description = "how many are made (default: ${DEFAULT-VALUE})")
    private int restores = 300;

    @Option(names = "--together", description = "how many are asked for at once (default: ${DEFAULT-VALUE})")
    private int together = 5;

    @Override
    public Integer call() throws IOException, InterruptedException {
        var home = Running.folder("restore-");
        say(Machine.here(home).toString());
        try (var place = Place.open(
                        Optional.empty(), policy(home), home, new Place.More(SOURCE, List.of()), RestoreCommand::say);
                var scenery = new Scenery(place)) {
            var promotions = new ArrayList<Long>();
            var put = new ArrayList<Long>();
            for (var round = 0; put.size() < restores; round++) {
                var times = round(place, scenery, promotions);
                // The first ones warm up.
                if (round > 0) {
                    put.addAll(times);
                    say(put.size() + " of " + restores);
                }
            }
            tell("a promotion through the gateway", nanos(promotions));
            tell("from the look that judges to the old state, confirmed", nanos(put));
            return 0;
        }
    }

    private static Path policy(Path home) throws IOException {
        var policy = Files.createDirectory(home.resolve("policy"));
        Files.writeString(policy.resolve("policy.yaml"), "name: restore\ndefault: permit\n");
        Files.writeString(policy.resolve("watch.drl"), RULES);
        return policy;
    }

    private List<Long> round(Place place, Scenery scenery, List<Long> promotions)
            throws IOException, InterruptedException {
        var models = new ArrayList<String>();
        try (var through = place.through()) {
            for (var n = 0; n < together; n++) {
                var model = scenery.model(Kind.ALIKE);
                var begun = System.nanoTime();
                through.exchange("POST", Scenery.API + "registered-models/alias", Scenery.alias(model, "champion", "2"))
                        .expect(200);
                promotions.add(System.nanoTime() - begun);
                models.add(model);
            }
        }
        // What was measured before the promotion, and in its first second, says nothing of it.
        Thread.sleep(SETTLED);
        try (var source = place.caller(TOKEN)) {
            for (var model : models) {
                source.exchange("POST", "/v1/signals", """
                                {"upstream":"registry","model":"%s","environment":"production","name":"error-rate","value":0.9,
                                "observedAt":"%s"}""".formatted(model, Instant.now()))
                        .expect(200);
            }
        }
        var out = new ArrayList<Long>();
        for (var model : models) {
            out.add(restored(place, model));
            if (!scenery.champion(model).equals("1")) {
                throw new IOException(model + " is not what it was");
            }
        }
        return out;
    }

    /** Both times are the database's. */
    private static long restored(Place place, String model) throws IOException, InterruptedException {
        var end = System.nanoTime() + PATIENCE.toNanos();
        while (System.nanoTime() < end) {
            try (var wire = place.approver()) {
                var watch = wire.get("/v1/watches?state=all&model=" + model)
                        .expect(200)
                        .json()
                        .at("/items/0");
                if (watch.path("state").asText().equals("restored")) {
                    return Duration.between(
                                    judged(wire, watch),
                                    Instant.parse(watch.path("endedAt").asText()))
                            .toNanos();
                }
            }
            Thread.sleep(Duration.ofMillis(100));
        }
        throw new IOException(model + " was not put back");
    }

    private static Instant judged(Wire wire, JsonNode watch) throws IOException {
        var looks = wire.get("/v1/watches/" + watch.path("id").asText())
                .expect(200)
                .json()
                .path("items");
        for (var look : looks) {
            if (look.path("judgement").asText().equals("restore")) {
                return Instant.parse(look.path("at").asText());
            }
        }
        throw new IOException("no look of " + watch.path("id").asText() + " says so");
    }

    private static long[] nanos(List<Long> times) {
        return times.stream().mapToLong(Long::longValue).toArray();
    }

    private static void tell(String what, long[] times) {
        Running.say(String.format(
                Locale.ROOT,
                "%s: p50 %.0f ms, p99 %.0f ms, of %d",
                what,
                Running.millis(times, 50),
                Running.millis(times, 99),
                times.length));
    }

    private static void say(String line) {
        System.err.println("restore: " + line);
    }
}
