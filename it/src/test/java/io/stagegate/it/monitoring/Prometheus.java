package io.stagegate.it.monitoring;

import io.stagegate.it.gateway.Eventually;
import io.stagegate.it.gateway.Http;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A real Prometheus that looks at what it scrapes five times a second. */
public final class Prometheus implements AutoCloseable {
    private final Process process;

    private Prometheus(Process process) {
        this.process = process;
    }

    /**
     * Where it is installed.
     *
     * @param binary the program
     */
    public record Installation(Path binary) {
        /** On the PATH. */
        static Optional<Installation> find() {
            return Stream.of(Optional.ofNullable(System.getenv("PATH"))
                            .orElse("")
                            .split(":"))
                    .map(folder -> Path.of(folder, "prometheus"))
                    .filter(Files::isExecutable)
                    .findFirst()
                    .map(Installation::new);
        }

        /**
         * Starts one, and returns when it answers.
         *
         * @param port where it answers
         * @param scraped what it looks at, each as host and port
         * @param alertmanager whom it tells of alerts, as host and port; nobody where empty
         * @param rules its rules of alerts; none where empty
         */
        public Prometheus start(Path home, int port, List<String> scraped, String alertmanager, String rules)
                throws IOException {
            Files.createDirectories(home);
            Files.writeString(home.resolve("rules.yml"), rules);
            var told = alertmanager.isEmpty()
                    ? ""
                    : "alerting: { alertmanagers: [ { static_configs: [ { targets: [\"" + alertmanager
                            + "\"] } ] } ] }\n";
            var config = Files.writeString(home.resolve("prometheus.yml"), """
                    global: { scrape_interval: 200ms, scrape_timeout: 200ms, evaluation_interval: 200ms }
                    rule_files: [rules.yml]
                    %sscrape_configs: [ { job_name: models, static_configs: [ { targets: [%s] } ] } ]
                    """.formatted(
                            told, scraped.stream().map(s -> '"' + s + '"').collect(Collectors.joining(", "))));
            var log = home.resolve("prometheus.log");
            var process = new ProcessBuilder(
                            binary.toString(),
                            "--config.file=" + config,
                            "--storage.tsdb.path=" + home.resolve("data"),
                            "--web.listen-address=127.0.0.1:" + port)
                    .redirectErrorStream(true)
                    .redirectOutput(log.toFile())
                    .start();
            var http = Http.at("http://127.0.0.1:" + port);
            Eventually.holds(() -> ready(process, http, log));
            return new Prometheus(process);
        }
    }

    private static void ready(Process process, Http http, Path log) {
        try {
            if (!process.isAlive()) {
                throw new IllegalStateException(Files.readString(log));
            }
            if (http.get("/-/ready").status() != 200) {
                throw new AssertionError("Prometheus is not ready");
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (UncheckedIOException e) {
            throw new AssertionError(e);
        }
    }

    @Override
    public void close() {
        process.destroy();
        try {
            process.waitFor(10, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
