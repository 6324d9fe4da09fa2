package io.stagegate.it.documentation;

import static org.assertj.core.api.Assertions.assertThat;

import io.stagegate.config.ConfigFile;
import io.stagegate.gateway.server.Gateway;
import io.stagegate.gateway.server.Platforms;
import io.stagegate.it.gateway.FreePorts;
import io.stagegate.it.mlflow.MlflowServer;
import io.stagegate.it.mlflow.Python;
import io.stagegate.it.mlflow.RealMlflow;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** What can be known of the compose file and the images without a Docker engine. */
class ContainersIT {
    private static final Path DEPLOY = Document.ROOT.resolve("deploy");
    private static final Pattern PINNED = Pattern.compile("[a-z./-]+:\\d+\\.\\d[^ ]*");
    private static final Pattern SECRET = Pattern.compile("/run/secrets/([a-z_]+)");
    private static final Pattern OPTION = Pattern.compile(" (--[a-z-]+)");

    @TempDir
    private Path folder;

    private static String read(Path file) throws IOException {
        return Files.readString(file);
    }

    @Test
    void every_service_secret_network_and_volume_is_named_once_and_used() throws IOException {
        var compose = Compose.read();

        assertThat(compose.services()).containsExactlyInAnyOrder("postgres", "mlflow", "gateway");
        assertThat(compose.services()).containsAll(compose.used("depends_on"));
        assertThat(compose.used("networks"))
                .isEqualTo(compose.section("networks").keySet());
        assertThat(compose.used("secrets")).isEqualTo(compose.section("secrets").keySet());
        var volumes = new TreeSet<String>();
        for (var mount : compose.used("volumes")) {
            var source = mount.substring(0, mount.indexOf(':'));
            if (source.startsWith(".")) {
                assertThat(Document.ROOT.resolve(source)).isRegularFile();
            } else {
                volumes.add(source);
            }
        }
        assertThat(volumes).isEqualTo(compose.section("volumes").keySet());
    }

    @Test
    void nothing_but_the_gateway_is_published_and_that_on_loopback() throws IOException {
        var compose = Compose.read();

        assertThat(compose.list("postgres", "ports")).isEmpty();
        assertThat(compose.list("mlflow", "ports")).isEmpty();
        assertThat(compose.list("gateway", "ports"))
                .containsExactly("127.0.0.1:8080:8080", "127.0.0.1:8181:8181", "127.0.0.1:9191:9191");
        assertThat(Compose.map(compose.section("networks").getOrDefault("inside", Map.of())))
                .containsEntry("internal", true);
        assertThat(compose.list("mlflow", "networks")).containsExactly("inside");
    }

    @Test
    void images_are_pinned_and_what_they_copy_is_there() throws IOException {
        var compose = Compose.read();
        for (var service : compose.services()) {
            var build = compose.service(service).get("build");
            if (build == null) {
                assertThat(compose.list(service, "image").getFirst()).matches(PINNED);
            } else {
                var context =
                        Document.ROOT.resolve(String.valueOf(Compose.map(build).get("context")));
                image(context, context.resolve(String.valueOf(Compose.map(build).get("dockerfile"))));
            }
        }
    }

    private static void image(Path context, Path dockerfile) throws IOException {
        var user = "";
        for (var line : read(dockerfile).lines().toList()) {
            var words = line.split(" ", -1);
            switch (words[0]) {
                case "FROM" -> assertThat(words[1]).matches(PINNED);
                case "USER" -> user = words[1];
                case "COPY" -> {
                    if (!line.contains("--from=")) {
                        assertThat(context.resolve(words[words.length - 2])).exists();
                    }
                }
                default -> {}
            }
        }
        assertThat(user).as("%s runs as root", dockerfile).isNotIn("", "root", "0");
    }

    @Test
    void every_secret_that_a_file_reads_is_made_and_given_to_its_service() throws IOException {
        var compose = Compose.read();
        var copy = Files.copy(DEPLOY.resolve("compose/secrets.sh"), folder.resolve("secrets.sh"));
        assertThat(Python.finish(new ProcessBuilder("sh", copy.toString()).start(), Duration.ofSeconds(20))
                        .ok())
                .isTrue();

        compose.section("secrets").forEach((name, secret) -> {
            assertThat(Compose.map(secret)).containsEntry("file", "deploy/compose/secrets/" + name);
            assertThat(folder.resolve("secrets").resolve(name)).isNotEmptyFile();
        });
        reads(compose, "gateway", "stagegate.yaml");
        reads(compose, "mlflow", "mlflow.sh");
        reads(compose, "postgres", "roles.sql");
    }

    private static void reads(Compose compose, String service, String file) throws IOException {
        assertThat(SECRET.matcher(read(DEPLOY.resolve("compose").resolve(file)))
                        .results()
                        .map(r -> r.group(1)))
                .isNotEmpty()
                .allSatisfy(name -> assertThat(compose.list(service, "secrets")).contains(name));
    }

    @Test
    void the_configuration_starts_a_gateway_that_its_health_check_finds_ready() throws Exception {
        var secrets = Files.createDirectories(folder.resolve("secrets"));
        for (var name : Compose.read().section("secrets").keySet()) {
            Files.writeString(secrets.resolve(name), name.replace('_', '-'));
        }
        Files.writeString(secrets.resolve("stagegate_sealing_key"), "MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE=\n");
        Files.writeString(secrets.resolve("mlflow_admin_password"), "of-admin");
        folder.toFile().setExecutable(true, false);
        folder.toFile().setReadable(true, false);
        try (var postgres = Postgres.start();
                var registry = Stage.registry(Map.of("admin", "of-admin"))) {
            postgres.run(read(DEPLOY.resolve("compose/roles.sql")).replace("/run/secrets", secrets.toString()));
            var yaml = read(DEPLOY.resolve("compose/stagegate.yaml"))
                    .replace("/run/secrets", secrets.toString())
                    .replaceAll("0\\.0\\.0\\.0:\\d+", "127.0.0.1:0")
                    .replace("@postgres:5432", "@127.0.0.1:" + postgres.port())
                    .replace("http://mlflow:5000", registry.url())
                    .replace("path: rules", "path: " + Document.ROOT.resolve("rules"));
            var platforms = Platforms.installed();
            var config = ConfigFile.parse(yaml, "stagegate.yaml", Map.of(), platforms.words());
            try (var gateway = Gateway.start(config, platforms, InstantSource.system(), _ -> {})) {
                assertThat(config.warnings()).isEmpty();
                var port = URI.create(gateway.listeners().getOrDefault("operations", ""))
                        .getPort();
                assertThat(ready(port)).isTrue();
                assertThat(ready(FreePorts.next())).isFalse();
            }
        }
    }

    private static boolean ready(int port) throws IOException {
        var builder = new ProcessBuilder("bash", DEPLOY.resolve("ready.sh").toString());
        builder.environment().put("STAGEGATE_OPERATIONS_PORT", Integer.toString(port));
        return Python.finish(builder.start(), Duration.ofSeconds(20)).ok();
    }

    /** Needs a real MLflow. */
    @Test
    @ExtendWith(RealMlflow.class)
    void mlflow_knows_the_options_that_it_is_started_with(MlflowServer mlflow) throws IOException {
        var python = mlflow.python().executable();
        var help = Python.finish(
                new ProcessBuilder(python.toString(), "-m", "mlflow", "server", "--help").start(),
                Duration.ofMinutes(1));
        var script = read(DEPLOY.resolve("compose/mlflow.sh"));

        assertThat(OPTION.matcher(script).results().map(r -> r.group(1)))
                .hasSizeGreaterThan(5)
                .allSatisfy(option -> assertThat(help.output()).contains(option));
        assertThat(read(DEPLOY.resolve("compose/mlflow.Dockerfile"))).contains("mlflow==3.17.2");
    }
}
