package io.stagegate.benchmarks.ladder;

import io.stagegate.benchmarks.ladder.Rung.Series;
import io.stagegate.benchmarks.running.Running;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.LongStream;

/**
 * What was measured of one series, in all rounds.
 *
 * @param series which
 * @param rounds nanoseconds of each request, by round
 * @param nanos how long the rounds took together
 * @param problems what went wrong, all of it
 */
record Figures(Series series, List<long[]> rounds, long nanos, List<String> problems) {
    Figures {
        rounds = List.copyOf(rounds);
        problems = List.copyOf(problems);
    }

    /**
     * How many times as long as another series it takes, by the medians.
     *
     * @param all over all rounds
     * @param least in the round in which it was least
     * @param most in the round in which it was most
     */
    record Ratio(double all, double least, double most) {}

    long count() {
        return rounds.stream().mapToLong(r -> r.length).sum();
    }

    /** A percentile by nearest rank, in milliseconds. */
    double millis(double percent) {
        return Running.millis(rounds.stream().flatMapToLong(LongStream::of).toArray(), percent);
    }

    double perSecond() {
        return count() / (nanos / 1e9);
    }

    /** Empty where it stands alone. */
    Optional<Ratio> ratio(List<Figures> all) {
        return series.versus()
                .flatMap(name ->
                        all.stream().filter(f -> f.series().name().equals(name)).findFirst())
                .map(this::to);
    }

    private Ratio to(Figures other) {
        var ratios = IntStream.range(0, rounds.size())
                .mapToDouble(i -> Running.millis(rounds.get(i), 50) / Running.millis(other.rounds.get(i), 50))
                .sorted()
                .toArray();
        return new Ratio(millis(50) / other.millis(50), ratios[0], ratios[ratios.length - 1]);
    }
}
