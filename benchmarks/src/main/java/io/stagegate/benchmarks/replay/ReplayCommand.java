package io.stagegate.benchmarks.replay;

import io.stagegate.benchmarks.running.Running;
import io.stagegate.gateway.replay.Replay;
import io.stagegate.gateway.replay.Replay.Period;
import io.stagegate.rules.PolicySource;
import io.stagegate.rules.drools.CompiledPolicy;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code benchmarks/run replay}. */
@Command(
        name = "replay",
        description = "Replaying recorded decisions by the baseline set: reading them, deciding again and comparing.",
        mixinStandardHelpOptions = true)
public final class ReplayCommand implements Callable<Integer> {
    @Option(names = "--decisions", paramLabel = "N", description = "how many there are (default: 100000)")
    private int decisions = 100_000;

    @Option(names = "--rounds", paramLabel = "N", description = "how often they are replayed (default: 3)")
    private int rounds = 3;

    @Option(
            names = "--file",
            paramLabel = "FILE",
            description = "where the decisions are written and kept, for ./stagegate policy replay (default: nowhere)")
    private Optional<Path> kept = Optional.empty();

    @Override
    public Integer call() throws Exception {
        Running.sayMachine();
        var home = Running.home();
        var set = PolicySource.read(home.resolve("rules/policies/baseline"));
        if (kept.isPresent()) {
            return measure(set, kept.get());
        }
        var file = Files.createTempFile(home.resolve("benchmarks/target"), "decisions", ".ndjson");
        try {
            return measure(set, file);
        } finally {
            Files.delete(file);
        }
    }

    private int measure(PolicySource set, Path file) throws Exception {
        try (var policy = CompiledPolicy.compile(set)) {
            new Corpus(policy).write(file, decisions);
        }
        Running.say(String.format(Locale.ROOT, "%,d decisions, %d MB", decisions, Files.size(file) >> 20));
        for (var round = 0; round < rounds; round++) {
            // Compiled anew, as each run of the command does.
            var begin = System.nanoTime();
            try (var policy = CompiledPolicy.compile(set)) {
                var compiled = System.nanoTime();
                var processor = processor();
                var differences = replay(policy, file);
                Running.say(String.format(
                        Locale.ROOT,
                        "compiled in %.1f s, replayed in %.1f s with %.1f s of processor; %d differences",
                        (compiled - begin) / 1e9,
                        (System.nanoTime() - compiled) / 1e9,
                        (processor() - processor) / 1e9,
                        differences));
                if (differences > 0) {
                    return 1;
                }
            }
        }
        return 0;
    }

    private static int replay(CompiledPolicy policy, Path file) throws IOException {
        try (var lines = Files.newBufferedReader(file)) {
            return new Replay(policy::conclude)
                    .all(lines, new Period(Instant.MIN, Instant.MAX), _ -> {})
                    .differences()
                    .size();
        }
    }

    /** Processor time of this process, which says more than the clock on a machine that others use. */
    private static long processor() {
        return ProcessHandle.current()
                .info()
                .totalCpuDuration()
                .orElse(Duration.ZERO)
                .toNanos();
    }
}
