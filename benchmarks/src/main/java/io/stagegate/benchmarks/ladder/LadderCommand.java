package io.stagegate.benchmarks.ladder;

import io.stagegate.benchmarks.ladder.Ladder.Plan;
import io.stagegate.benchmarks.ladder.Slice.Bound;
import io.stagegate.benchmarks.running.Running;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code benchmarks/run ladder}. */
@Command(
        name = "ladder",
        description = "The same work directly at the upstream and through the gateway, as ratios.",
        mixinStandardHelpOptions = true)
public final class LadderCommand implements Callable<Integer> {
    private static final int WARM_UPS = 2;

    @Spec
    @SuppressWarnings("NullAway.Init") // Picocli sets it.
    private CommandSpec spec;

    @Option(
            names = "--upstream",
            paramLabel = "URL",
            description = "a real MLflow server without users, such as http://127.0.0.1:5000, instead of the stand-in; "
                    + "one of your own to try things on: models named ladder-... are made there and deleted again")
    private Optional<String> upstream = Optional.empty();

    @Option(names = "--seconds", description = "how long each rung is measured in each round (default: 4)")
    private int seconds = 4;

    @Option(names = "--concurrency", description = "how many clients there are at once (default: 4)")
    private int concurrency = 4;

    @Option(names = "--rounds", description = "how many rounds count (default: 5); two more warm up")
    private int rounds = 5;

    @Option(names = "--json", paramLabel = "FILE", description = "also write the figures there")
    private Optional<Path> json = Optional.empty();

    @Override
    public Integer call() throws IOException {
        within("--seconds", seconds, 60);
        within("--concurrency", concurrency, 32);
        within("--rounds", rounds, 50);
        var data = Running.folder("ladder-");
        var machine = Machine.here(data);
        try (var place = Place.open(upstream, Place.policy(), data, LadderCommand::say);
                var scenery = new Scenery(place)) {
            var report = measured(place, scenery, machine);
            // The table is what the command is run for; progress goes to standard error.
            System.out.print("\n" + report.table());
            if (json.isPresent()) {
                Files.writeString(json.get(), report.json());
            }
            return report.sound() ? 0 : 1;
        } catch (IOException e) {
            say(String.valueOf(e.getMessage()));
            return 1;
        }
    }

    private void within(String option, int value, int most) {
        if (value < 1 || value > most) {
            throw new ParameterException(spec.commandLine(), option + " is between 1 and " + most);
        }
    }

    private Report measured(Place place, Scenery scenery, Machine machine) throws IOException {
        var rungs = Ladder.rungs(place, scenery);
        if (rungs.stream().noneMatch(r -> r.name().contains("upload"))) {
            say("uploads and downloads are left out: this upstream keeps no artifacts");
        }
        say("about " + (WARM_UPS + rounds) * rungs.size() * seconds / 60 + " minutes to go");
        var plan = new Plan(new Bound(Duration.ofSeconds(seconds), Long.MAX_VALUE), concurrency, WARM_UPS, rounds);
        var what = upstream.map(url -> "MLflow at " + url).orElse("the in-memory registry of the demo");
        return new Ladder(plan, LadderCommand::say).climb(rungs, machine, what);
    }

    private static void say(String line) {
        System.err.println("ladder: " + line);
    }
}
