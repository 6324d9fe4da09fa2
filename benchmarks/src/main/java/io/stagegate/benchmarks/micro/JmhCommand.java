package io.stagegate.benchmarks.micro;

import java.util.Collection;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code benchmarks/run jmh}: every benchmark class has one method named {@code baseline}, which the others are told as ratios of. */
@Command(
        name = "jmh",
        description = "Deciding and recognising on their own, each as a ratio of plain Java that does the same.",
        mixinStandardHelpOptions = true)
public final class JmhCommand implements Callable<Integer> {
    private static final String BASELINE = "baseline";

    @Parameters(
            arity = "0..1",
            paramLabel = "PATTERN",
            description = "regular expression on the names of benchmarks (default: all), such as Decide")
    private String pattern = ".*";

    @Override
    public Integer call() throws RunnerException {
        var results = new Runner(new OptionsBuilder().include(pattern).build()).run();
        // The ratios are what the command is run for, beside what JMH itself prints here.
        System.out.println();
        byClass(results).forEach((name, methods) -> tell(name, methods));
        return results.isEmpty() ? 1 : 0;
    }

    private static Map<String, Map<String, RunResult>> byClass(Collection<RunResult> results) {
        return results.stream()
                .collect(Collectors.groupingBy(
                        r -> parts(r)[0],
                        TreeMap::new,
                        Collectors.toMap(r -> parts(r)[1], r -> r, (a, _) -> a, TreeMap::new)));
    }

    private static String percentiles(RunResult result) {
        var statistics = result.getPrimaryResult().getStatistics();
        return String.format(
                Locale.ROOT, "  p50 %.1f  p99 %.1f", statistics.getPercentile(50), statistics.getPercentile(99));
    }

    /** The class and the method. */
    private static String[] parts(RunResult result) {
        var name = result.getParams().getBenchmark();
        var dot = name.lastIndexOf('.');
        return new String[] {name.substring(name.lastIndexOf('.', dot - 1) + 1, dot), name.substring(dot + 1)};
    }

    private static void tell(String name, Map<String, RunResult> methods) {
        methods.forEach((method, result) -> {
            var primary = result.getPrimaryResult();
            var line = String.format(
                    Locale.ROOT,
                    "%s.%s  %.3f +- %.3f %s",
                    name,
                    method,
                    primary.getScore(),
                    primary.getScoreError(),
                    primary.getScoreUnit());
            var baseline = methods.get(BASELINE);
            if (result.getParams().getMode() == Mode.SampleTime) {
                line += percentiles(result);
            }
            // A line of the ratios.
            System.out.println(
                    baseline == null || method.equals(BASELINE)
                            ? line
                            : line
                                    + String.format(
                                            Locale.ROOT,
                                            "  = %.1f x baseline",
                                            primary.getScore()
                                                    / baseline.getPrimaryResult()
                                                            .getScore()));
        });
    }
}
