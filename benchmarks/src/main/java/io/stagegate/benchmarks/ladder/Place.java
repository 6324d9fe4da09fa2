package io.stagegate.benchmarks.ladder;

import java.io.IOException;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Where the ladder stands: an upstream, and a gateway in front of it with a database of its own. */
final class Place implements AutoCloseable {
    /** What a gateway prints when all its listeners are up. */
    private static final Pattern UP = Pattern.compile(
            "upstream registry: (\\S+) stands in front of .*?api: (\\S+) +operations: (\\S+)", Pattern.DOTALL);

    private static final Pattern STAND_IN = Pattern.compile("listening on (\\S+)");
    private static final Duration STARTING = Duration.ofSeconds(90);

    /** As {@code ./stagegate} starts it. */
    private static final List<String> AS_SERVED = List.of(
            "--enable-native-access=ALL-UNNAMED",
            "--sun-misc-unsafe-memory-access=allow",
            "-XX:+UseCompactObjectHeaders");

    /** Small pauses and few threads: the stand-in is not what is measured. */
    private static final List<String> SMALL = List.of("-XX:+UseSerialGC", "-Xmx256m");

    private final String upstream;
    private final Gateway gateway;
    private final String token;
    private final List<AutoCloseable> parts;

    /** Where the gateway listens, and what it runs in. */
    private record Gateway(String proxy, String api, String operations, ProcessHandle process) {}

    private Place(String upstream, Gateway gateway, String token, List<AutoCloseable> parts) {
        this.upstream = upstream;
        this.gateway = gateway;
        this.token = token;
        this.parts = List.copyOf(parts);
    }

    /**
     * Starts what is needed.
     *
     * @param upstream a real server; the stand-in where empty
     * @param policy the policy set of the gateway
     * @param home an empty folder for data and logs, on a real disk, which is deleted at the end
     * @param progress told what is being done
     */
    static Place open(Optional<String> upstream, Path policy, Path home, Consumer<String> progress) throws IOException {
        return open(upstream, policy, home, More.NONE, progress);
    }

    /**
     * What a gateway is started with beside what all are.
     *
     * @param lines of the top level of its configuration
     * @param options of its JVM
     */
    record More(String lines, List<String> options) {
        static final More NONE = new More("", List.of());
    }

    /** The same with more of a configuration. */
    static Place open(Optional<String> upstream, Path policy, Path home, More more, Consumer<String> progress)
            throws IOException {
        var parts = new ArrayList<AutoCloseable>();
        parts.add(() -> delete(home));
        try {
            var url = upstream.isPresent() ? upstream.get() : standIn(home, parts, progress);
            progress.accept("starting a gateway with a database of its own in front of " + url);
            var token = token();
            var config = Files.writeString(home.resolve("stagegate.yaml"), yaml(home, policy, url) + more.lines());
            var child = Child.start(
                    home.resolve("gateway.log"),
                    Map.of("LADDER_TOKEN", token),
                    Stream.concat(AS_SERVED.stream(), more.options().stream()).toList(),
                    "io.stagegate.gateway.main.Main",
                    "serve",
                    "--config",
                    config.toString());
            parts.addFirst(child);
            var up = child.await(UP, STARTING);
            return new Place(url, new Gateway(up.group(1), up.group(2), up.group(3), child.process()), token, parts);
        } catch (IOException e) {
            closeAll(parts);
            throw e;
        }
    }

    private static String standIn(Path home, List<AutoCloseable> parts, Consumer<String> progress) throws IOException {
        progress.accept("starting the in-memory registry of the demo");
        var child = Child.start(home.resolve("upstream.log"), Map.of(), SMALL, StandIn.class);
        parts.addFirst(child);
        return child.await(STAND_IN, STARTING).group(1);
    }

    /** Two staging aliases, so that both versions of a model have been in staging and either may be promoted. */
    private static String yaml(Path home, Path policy, String upstream) {
        return """
                api: { listen: "127.0.0.1:0" }
                operations: { listen: "127.0.0.1:0" }
                data: "%s"
                policy: { path: "%s" }
                upstreams:
                  - name: registry
                    platform: mlflow
                    listen: "127.0.0.1:0"
                    url: "%s"
                    environments:
                      production: { aliases: [champion] }
                      staging: { aliases: [challenger, shadow] }
                    requester: { from: anonymous }
                    hold: { wait: 25s, expires: 1h }
                people:
                  - { id: ann, groups: [ml-leads], token: "${LADDER_TOKEN}" }
                """.formatted(home.resolve("data"), policy, upstream);
    }

    private static String token() {
        var bytes = new byte[16];
        new SecureRandom().nextBytes(bytes);
        return HexFormat.of().formatHex(bytes);
    }

    /** The policy set that is measured with. */
    static Path policy() {
        URL manifest = Objects.requireNonNull(Place.class.getResource("/policies/ladder/policy.yaml"));
        try {
            return Objects.requireNonNull(Path.of(manifest.toURI()).getParent());
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Where the gateway stands in for the upstream. */
    String gatewayUrl() {
        return gateway.proxy();
    }

    /** The gateway's process. */
    ProcessHandle process() {
        return gateway.process();
    }

    /** What the gateway counts. */
    String metrics() throws IOException {
        try (var wire = Wire.to(gateway.operations(), "")) {
            return wire.get("/metrics").expect(200).text();
        }
    }

    /** A connection to the upstream itself. */
    Wire direct() throws IOException {
        return Wire.to(upstream, "");
    }

    /** A connection to the gateway where it stands in for the upstream. */
    Wire through() throws IOException {
        return Wire.to(gateway.proxy(), "");
    }

    /** A connection to the gateway's API, as somebody who may approve. */
    Wire approver() throws IOException {
        return caller(token);
    }

    /** A connection to the gateway's API that shows a token. */
    Wire caller(String shown) throws IOException {
        return Wire.to(gateway.api(), "authorization: Bearer " + shown + "\r\n");
    }

    @Override
    public void close() {
        closeAll(parts);
    }

    private static void closeAll(List<AutoCloseable> parts) {
        for (var part : parts) {
            try {
                part.close();
            } catch (Exception e) {
                System.err.println("not closed cleanly: " + e.getMessage());
            }
        }
    }

    private static void delete(Path home) throws IOException {
        Files.walkFileTree(home, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                Files.delete(file);
                return FileVisitResult.CONTINUE;
            }

            @Override
            @SuppressWarnings("NullAway") // The parameter is null where nothing went wrong.
            public FileVisitResult postVisitDirectory(Path directory, IOException failure) throws IOException {
                Files.delete(directory);
                return FileVisitResult.CONTINUE;
            }
        });
    }
}
