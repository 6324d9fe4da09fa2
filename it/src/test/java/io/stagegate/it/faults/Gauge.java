package io.stagegate.it.faults;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;
import java.util.regex.Pattern;

/** What a process holds, looked at again and again: heap that is in use after a collection, and open files. */
final class Gauge {
    private static final Pattern USED = Pattern.compile("used (\\d+)K");

    private final long pid;
    private final long begun = System.nanoTime();
    private final List<Sample> samples = new ArrayList<>();

    /** @param hours since the first look */
    record Sample(double hours, double heap, double files) {}

    Gauge(long pid) {
        this.pid = pid;
    }

    void look() throws IOException {
        var hours = (System.nanoTime() - begun) / 3.6e12;
        ask("GC.run");
        var used = USED.matcher(ask("GC.heap_info"));
        if (used.find()) {
            try (var files = Files.list(Path.of("/proc/" + pid + "/fd"))) {
                samples.add(new Sample(hours, Long.parseLong(used.group(1)) / 1024.0, files.count()));
            }
        }
    }

    private String ask(String what) throws IOException {
        var jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd").toString();
        var process = new ProcessBuilder(jcmd, Long.toString(pid), what)
                .redirectErrorStream(true)
                .start();
        return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }

    /** In a line for people. */
    @Override
    public String toString() {
        if (samples.size() < 3) {
            return "too short a run to say";
        }
        var last = samples.getLast();
        return "heap %.1f MiB at the end, %+.1f MiB an hour; %.0f open files at the end, %+.1f an hour (%d looks)"
                .formatted(last.heap(), slope(Sample::heap), last.files(), slope(Sample::files), samples.size());
    }

    /** Of the line that fits the second half best: in the first one caches fill. */
    private double slope(ToDoubleFunction<Sample> of) {
        var half = samples.subList(samples.size() / 3, samples.size());
        var x = half.stream().mapToDouble(Sample::hours).average().orElse(0);
        var y = half.stream().mapToDouble(of).average().orElse(0);
        var up = half.stream()
                .mapToDouble(s -> (s.hours() - x) * (of.applyAsDouble(s) - y))
                .sum();
        var down = half.stream()
                .mapToDouble(s -> (s.hours() - x) * (s.hours() - x))
                .sum();
        return down == 0 ? 0 : up / down;
    }
}
