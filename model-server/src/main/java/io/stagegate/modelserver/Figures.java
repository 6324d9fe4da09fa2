package io.stagegate.modelserver;

import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;

/** What a server has done, by version, in the text form that Prometheus reads. */
final class Figures {
    private static final double[] BOUNDS = {0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5};

    private final String model;
    private final Map<String, Version> versions = new TreeMap<>();

    Figures(String model) {
        this.model = model;
    }

    private static final class Version {
        private long requests;
        private long errors;
        private double seconds;
        private final long[] buckets = new long[BOUNDS.length];
    }

    synchronized void served(String version, boolean failed, Duration took) {
        var figures = versions.computeIfAbsent(version, _ -> new Version());
        var seconds = took.toNanos() / 1e9;
        figures.requests++;
        figures.errors += failed ? 1 : 0;
        figures.seconds += seconds;
        for (var i = 0; i < BOUNDS.length; i++) {
            figures.buckets[i] += seconds <= BOUNDS[i] ? 1 : 0;
        }
    }

    /** So many were served of a version, and so many of these were errors. */
    synchronized boolean due(String version, double errorRate) {
        var figures = versions.computeIfAbsent(version, _ -> new Version());
        return figures.errors < Math.floor((figures.requests + 1) * errorRate);
    }

    synchronized String text() {
        var out = new StringBuilder();
        out.append("# TYPE requests_total counter\n");
        versions.forEach((version, figures) -> line(out, "requests_total", version, "", figures.requests));
        out.append("# TYPE errors_total counter\n");
        versions.forEach((version, figures) -> line(out, "errors_total", version, "", figures.errors));
        out.append("# TYPE request_seconds histogram\n");
        versions.forEach((version, figures) -> {
            for (var i = 0; i < BOUNDS.length; i++) {
                line(out, "request_seconds_bucket", version, ",le=\"" + BOUNDS[i] + "\"", figures.buckets[i]);
            }
            line(out, "request_seconds_bucket", version, ",le=\"+Inf\"", figures.requests);
            line(out, "request_seconds_sum", version, "", figures.seconds);
            line(out, "request_seconds_count", version, "", figures.requests);
        });
        return out.toString();
    }

    private void line(StringBuilder out, String name, String version, String more, Number value) {
        out.append(name)
                .append("{model=\"")
                .append(model)
                .append("\",version=\"")
                .append(version)
                .append('"')
                .append(more)
                .append("} ")
                .append(value)
                .append('\n');
    }
}
