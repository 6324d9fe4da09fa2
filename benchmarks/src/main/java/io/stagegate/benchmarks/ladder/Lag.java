package io.stagegate.benchmarks.ladder;

import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * How long after they were due looks were made, as a gateway counts it: how many took at most so long, by seconds. It is counted
 * when the look is recorded and what it wants is done.
 */
record Lag(SortedMap<Double, Long> atMost) {
    private static final Pattern BUCKET =
            Pattern.compile("(?m)^stagegate_watch_lag_seconds_bucket\\{.*?le=\"([^\"]+)\".*?\\} (\\S+)$");

    /** @param metrics what the gateway counts, from its start on */
    static Lag of(String metrics) {
        var out = new TreeMap<Double, Long>();
        BUCKET.matcher(metrics)
                .results()
                .forEach(line -> out.put(
                        line.group(1).equals("+Inf") ? Double.POSITIVE_INFINITY : Double.parseDouble(line.group(1)),
                        (long) Double.parseDouble(line.group(2))));
        return new Lag(out);
    }

    /** What has been counted since. */
    Lag since(Lag before) {
        var out = new TreeMap<Double, Long>();
        atMost.forEach((seconds, count) -> out.put(seconds, count - before.atMost.getOrDefault(seconds, 0L)));
        return new Lag(out);
    }

    long looks() {
        return atMost.isEmpty() ? 0 : atMost.get(atMost.lastKey());
    }

    /** Seconds that so many percent took at most: what they took themselves is a little less. */
    double atMost(double percent) {
        return atMost.entrySet().stream()
                .filter(bucket -> bucket.getValue() >= percent / 100 * looks())
                .mapToDouble(bucket -> bucket.getKey())
                .findFirst()
                .orElse(Double.NaN);
    }
}
