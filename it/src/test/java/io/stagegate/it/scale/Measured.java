package io.stagegate.it.scale;

import io.stagegate.it.gateway.GatewayProcess;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** What a gateway's process takes, as the machine and its own virtual machine say. */
record Measured(GatewayProcess gateway) {
    private static final Pattern USED = Pattern.compile("used (\\d+)K");

    /** Mebibytes of heap that are in use after everything that nobody needs is collected. */
    long heap() throws IOException, InterruptedException {
        jcmd("GC.run");
        var matcher = USED.matcher(jcmd("GC.heap_info"));
        if (!matcher.find()) {
            throw new IOException("the heap is not told of");
        }
        return Long.parseLong(matcher.group(1)) >> 10;
    }

    Duration processor() {
        return ProcessHandle.of(gateway.pid())
                .flatMap(p -> p.info().totalCpuDuration())
                .orElse(Duration.ZERO);
    }

    /** Mebibytes of memory that the process has of the machine. */
    long resident() throws IOException {
        try (var lines = Files.lines(Path.of("/proc/" + gateway.pid() + "/status"))) {
            return lines.filter(l -> l.startsWith("VmRSS:"))
                            .mapToLong(l -> Long.parseLong(l.replaceAll("\\D", "")))
                            .findFirst()
                            .orElse(0)
                    >> 10;
        }
    }

    private String jcmd(String command) throws IOException, InterruptedException {
        var jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd").toString();
        var process = new ProcessBuilder(jcmd, Long.toString(gateway.pid()), command)
                .redirectErrorStream(true)
                .start();
        var out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        process.waitFor();
        return out;
    }

    /** The value that a share of all are not above, in milliseconds. */
    static long percentile(Stream<Long> nanos, double share) {
        var sorted = nanos.mapToLong(n -> n).sorted().toArray();
        return Duration.ofNanos(sorted[Math.min(sorted.length - 1, (int) (sorted.length * share))])
                .toMillis();
    }
}
