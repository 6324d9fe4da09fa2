package io.stagegate.benchmarks.ladder;

import io.stagegate.benchmarks.ladder.Slice.Bound;
import io.stagegate.benchmarks.policy.LargeSet;
import io.stagegate.benchmarks.running.Running;
import io.stagegate.rules.PolicyException;
import io.stagegate.rules.PolicySource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.stream.LongStream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code benchmarks/run reload}: what traffic feels of a large policy set that is compiled meanwhile. */
@Command(
        name = "reload",
        description = "Reads and promotions through a gateway, at rest and while it compiles a large policy set.",
        mixinStandardHelpOptions = true)
public final class ReloadCommand implements Callable<Integer> {
    private static final Duration SLICE = Duration.ofSeconds(2);
    private static final int AT_REST = 4;

    /** A set that is not in force after so many slices will not be. */
    private static final int MOST_SLICES = 60;

    @Option(names = "--rules", description = "how many rules the large set has (default: ${DEFAULT-VALUE})")
    private int rules = 1_000;

    @Option(names = "--rounds", description = "how often a set is compiled (default: ${DEFAULT-VALUE})")
    private int rounds = 3;

    @Option(names = "--concurrency", description = "how many clients there are at once (default: ${DEFAULT-VALUE})")
    private int concurrency = 2;

    @Override
    public Integer call() throws IOException, PolicyException {
        var home = Running.folder("reload-");
        var policy = Files.createDirectory(home.resolve("policy")).resolve("current");
        put(policy, 0, LargeSet.small());
        say(Machine.here(home).toString());
        try (var place = Place.open(Optional.empty(), policy, home, ReloadCommand::say);
                var scenery = new Scenery(place)) {
            var rungs = Ladder.rungs(place, scenery).stream()
                    .filter(rung ->
                            List.of(Ladder.READ_THROUGH, Ladder.PERMITTED).contains(rung.name()))
                    .toList();
            for (var rung : rungs) {
                measure(place, rung, policy);
            }
            return 0;
        }
    }

    private void measure(Place place, Rung rung, Path policy) throws IOException, PolicyException {
        say(rung.name() + ": warming up");
        for (var n = 0; n < AT_REST; n++) {
            slice(rung);
        }
        var rest = new ArrayList<long[]>();
        var busy = new ArrayList<long[]>();
        for (var round = 1; round <= rounds; round++) {
            for (var n = 0; n < AT_REST; n++) {
                rest.add(timed(rung));
            }
            var next = numbered(LargeSet.of(rules), rung.name() + round);
            put(policy, round + rung.name().length() * 100, next);
            var slices = 0;
            while (!inForce(place).equals(next.digest())) {
                busy.add(timed(rung));
                if (++slices > MOST_SLICES) {
                    throw new IOException("the set was not put in force");
                }
            }
            say(rung.name() + ": " + rules + " rules in force after " + slices * SLICE.toSeconds() + " s");
        }
        tell(rung, together(rest), together(busy));
    }

    private void tell(Rung rung, long[] rest, long[] busy) {
        for (var percent : new double[] {50, 99}) {
            var before = Running.millis(rest, percent);
            var meanwhile = Running.millis(busy, percent);
            Running.say(String.format(
                    Locale.ROOT,
                    "%s: p%.0f at rest %.2f ms, while %d rules are compiled %.2f ms: %.2f times as long",
                    rung.name(),
                    percent,
                    before,
                    rules,
                    meanwhile,
                    meanwhile / before));
        }
    }

    private static long[] together(List<long[]> times) {
        return times.stream().flatMapToLong(LongStream::of).toArray();
    }

    private long[] timed(Rung rung) throws IOException {
        var slice = slice(rung);
        if (!slice.problems().isEmpty()) {
            throw new IOException(slice.problems().getFirst());
        }
        return slice.times().getFirst();
    }

    private Slice slice(Rung rung) throws IOException {
        return Slice.run(rung, new Bound(SLICE, Long.MAX_VALUE), concurrency);
    }

    /** The same set, with a digest of its own. */
    private static PolicySource numbered(PolicySource source, String number) {
        var files = new TreeMap<>(source.files());
        files.computeIfPresent(PolicySource.MANIFEST, (_, text) -> text + "\n# " + number + "\n");
        return PolicySource.of(files);
    }

    /** Puts a set in the place of another all at once, by a link. */
    private static void put(Path link, int number, PolicySource source) throws IOException {
        var folder = link.resolveSibling("set-" + number);
        for (var file : source.files().entrySet()) {
            var path = folder.resolve(file.getKey());
            Files.createDirectories(Optional.ofNullable(path.getParent()).orElse(folder));
            Files.writeString(path, file.getValue());
        }
        var fresh = link.resolveSibling("next");
        Files.createSymbolicLink(fresh, folder);
        Files.move(fresh, link, StandardCopyOption.ATOMIC_MOVE);
    }

    private static String inForce(Place place) throws IOException {
        try (var wire = place.approver()) {
            return wire.get("/v1/policies")
                    .expect(200)
                    .json()
                    .at("/active/digest")
                    .asText();
        }
    }

    private static void say(String line) {
        System.err.println("reload: " + line);
    }
}
