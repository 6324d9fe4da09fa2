package io.stagegate.it.monitoring;

import io.stagegate.it.gateway.Eventually;
import io.stagegate.it.gateway.FreePorts;
import io.stagegate.it.gateway.Http;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A real Alertmanager that tells one receiver of everything, at once. */
public final class Alertmanager implements AutoCloseable {
    private final Process process;
    private final String address;
    private final Http http;

    private Alertmanager(Process process, String address) {
        this.process = process;
        this.address = address;
        this.http = Http.at("http://" + address);
    }

    /**
     * Where it is installed.
     *
     * @param binary the program
     */
    public record Installation(Path binary) {
        /** On the PATH, under the name that Debian or its makers give it. */
        static Optional<Installation> find() {
            return Stream.of(Optional.ofNullable(System.getenv("PATH"))
                            .orElse("")
                            .split(":"))
                    .flatMap(folder ->
                            Stream.of("prometheus-alertmanager", "alertmanager").map(name -> Path.of(folder, name)))
                    .filter(Files::isExecutable)
                    .findFirst()
                    .map(Installation::new);
        }

        /** Starts one that posts to a URL with a token. */
        public Alertmanager start(Path home, String receiver, String token) throws IOException {
            var config = Files.writeString(home.resolve("alertmanager.yml"), """
                    route: { receiver: gateway, group_by: [alertname, model], group_wait: 0s, group_interval: 1s, repeat_interval: 1h }
                    receivers:
                      - name: gateway
                        webhook_configs:
                          - url: "%s"
                            http_config: { authorization: { credentials: "%s" } }
                    """.formatted(receiver, token));
            var port = FreePorts.next();
            var process = new ProcessBuilder(
                            binary.toString(),
                            "--config.file=" + config,
                            "--storage.path=" + home.resolve("alertmanager"),
                            "--web.listen-address=127.0.0.1:" + port,
                            "--cluster.listen-address=")
                    .redirectErrorStream(true)
                    .redirectOutput(home.resolve("alertmanager.log").toFile())
                    .start();
            var started = new Alertmanager(process, "127.0.0.1:" + port);
            Eventually.holds(started::ready);
            return started;
        }
    }

    private void ready() {
        try {
            if (http.get("/-/ready").status() != 200) {
                throw new AssertionError("Alertmanager is not ready");
            }
        } catch (UncheckedIOException e) {
            throw new AssertionError(e);
        }
    }

    /** Where Prometheus tells it of alerts, as host and port. */
    public String address() {
        return address;
    }

    /** Has an alert fire, as Prometheus would. */
    public void fire(Map<String, String> labels, String summary) {
        post(labels, summary, "");
    }

    /** Has it end. */
    public void resolve(Map<String, String> labels, String summary) {
        post(labels, summary, ",\"endsAt\":\"" + Instant.now().minusSeconds(1) + "\"");
    }

    private void post(Map<String, String> labels, String summary, String more) {
        var written = labels.entrySet().stream()
                .map(label -> "\"" + label.getKey() + "\":\"" + label.getValue() + "\"")
                .collect(Collectors.joining(","));
        var answer = http.post(
                "/api/v2/alerts",
                "[{\"labels\":{%s},\"annotations\":{\"summary\":\"%s\"},\"startsAt\":\"%s\"%s}]"
                        .formatted(written, summary, Instant.now().minusSeconds(60), more));
        if (answer.status() != 200) {
            throw new AssertionError(answer.text());
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
