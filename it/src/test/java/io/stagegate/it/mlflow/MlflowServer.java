package io.stagegate.it.mlflow;

import io.stagegate.it.gateway.FreePorts;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** A real MLflow tracking server on loopback, in its small form, with a data folder of its own. */
public final class MlflowServer implements AutoCloseable {
    private static final Duration STARTING = Duration.ofMinutes(3);
    /** The administrator that a server with users begins with. */
    public static final String ADMIN = "admin";
    /** The administrator's password. */
    public static final String PASSWORD = "only-for-tests-1";
    /** The path below which a server with a static prefix is mounted. */
    public static final String PREFIX = "/ml";

    private final Python python;
    private final Process process;
    private final int port;
    private final Path log;

    private MlflowServer(Python python, Process process, int port, Path log) {
        this.python = python;
        this.process = process;
        this.port = port;
        this.log = log;
    }

    /** How a server is started beyond the small form. */
    public enum Form {
        /** Anybody may do anything. */
        OPEN,
        /** With the basic-auth app. */
        USERS,
        /** Everything but the native artifact routes below {@link #PREFIX}. */
        PREFIXED,
        /** With workspaces; {@code default} is there. */
        WORKSPACES
    }

    /**
     * Starts a server and waits until it answers.
     *
     * @throws IOException if MLflow cannot be installed or does not start
     */
    public static MlflowServer start(Form form, Path home) throws IOException {
        return start(form, home, FreePorts.next());
    }

    /** The same on a port that was chosen, such as that of a server that was stopped. */
    public static MlflowServer start(Form form, Path home, int port) throws IOException {
        var python = MlflowInstallation.python();
        Files.createDirectories(home);
        var log = home.resolve("mlflow.log");
        var builder = new ProcessBuilder(command(python, form, home, port))
                .directory(home.toFile())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
        builder.environment().putAll(environment(form, home));
        var server = new MlflowServer(python, builder.start(), port, log);
        server.awaitHealth(form == Form.PREFIXED ? PREFIX : "");
        return server;
    }

    private static List<String> command(Python python, Form form, Path home, int port) {
        var command = new ArrayList<>(List.of(
                python.executable().toString(),
                "-m",
                "mlflow",
                "server",
                "--backend-store-uri",
                "sqlite:///" + home.resolve("m.db"),
                "--artifacts-destination",
                home.resolve("artifacts").toString(),
                "--host",
                "127.0.0.1",
                "--port",
                Integer.toString(port),
                "--workers",
                "1"));
        command.addAll(
                switch (form) {
                    case OPEN -> List.of();
                    case USERS -> List.of("--app-name", "basic-auth");
                    case PREFIXED -> List.of("--static-prefix", PREFIX);
                    case WORKSPACES -> List.of("--enable-workspaces");
                });
        return command;
    }

    private static Map<String, String> environment(Form form, Path home) throws IOException {
        var environment = new HashMap<>(Map.of(
                "MLFLOW_SERVER_ENABLE_JOB_EXECUTION", "false",
                "MLFLOW_DISABLE_TELEMETRY", "true",
                "DO_NOT_TRACK", "true",
                // Webhooks on loopback, read anew for each event.
                "MLFLOW_WEBHOOK_ALLOWED_SCHEMES", "http",
                "MLFLOW_WEBHOOK_ALLOW_PRIVATE_IPS", "true",
                "MLFLOW_WEBHOOK_CACHE_TTL", "0"));
        if (form == Form.USERS) {
            var config = home.resolve("auth.ini");
            Files.writeString(config, """
                    [mlflow]
                    default_permission = MANAGE
                    database_uri = sqlite:///%s
                    admin_username = %s
                    admin_password = %s
                    authorization_function = mlflow.server.auth:authenticate_request_basic_auth
                    """.formatted(home.resolve("auth.db"), ADMIN, PASSWORD));
            environment.put("MLFLOW_AUTH_CONFIG_PATH", config.toString());
            environment.put("MLFLOW_AUTH_ADMIN_PASSWORD", PASSWORD);
            environment.put("MLFLOW_FLASK_SERVER_SECRET_KEY", "only-for-tests");
        }
        return environment;
    }

    /** {@code http://127.0.0.1:port}. */
    public String url() {
        return "http://127.0.0.1:" + port;
    }

    public int port() {
        return port;
    }

    /** The interpreter that has the stock client. */
    public Python python() {
        return python;
    }

    /**
     * Makes the check of passwords cheap, which MLflow makes for every request: stores them hashed once, not thirty thousand times.
     * What is to be waited for in tests is not that.
     *
     * @param passwords by user name
     */
    public void hashCheaply(Map<String, String> passwords) {
        var script = new StringBuilder(
                """
                import sqlite3
                from werkzeug.security import generate_password_hash
                users = sqlite3.connect(%s, timeout=30)
                """.formatted(quoted(log.resolveSibling("auth.db").toString())));
        passwords.forEach((user, password) -> script.append("""
                users.execute("UPDATE users SET password_hash = ? WHERE username = ?",
                    (generate_password_hash(%s, "pbkdf2:sha256:1"), %s))
                """.formatted(quoted(password), quoted(user))));
        var run = python.script(script + "users.commit()\n", Map.of(), Duration.ofSeconds(30));
        if (!run.ok()) {
            throw new IllegalStateException(run.output());
        }
    }

    private static String quoted(String text) {
        return "'" + text + "'";
    }

    /** Everything it has logged, for a failure's message. */
    public String log() {
        try {
            return Files.readString(log);
        } catch (IOException e) {
            return "no log: " + e.getMessage();
        }
    }

    private void awaitHealth(String prefix) throws IOException {
        var deadline = System.nanoTime() + STARTING.toNanos();
        try (var client = HttpClient.newHttpClient()) {
            var request = HttpRequest.newBuilder(URI.create(url() + prefix + "/health"))
                    .timeout(Duration.ofSeconds(2))
                    .build();
            while (System.nanoTime() < deadline && process.isAlive()) {
                try {
                    if (client.send(request, HttpResponse.BodyHandlers.discarding())
                                    .statusCode()
                            == 200) {
                        return;
                    }
                } catch (IOException e) {
                    TimeUnit.MILLISECONDS.sleep(200);
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        close();
        throw new IOException("MLflow did not start:\n" + log());
    }

    /** Stops the server and the workers it started, and nothing else. */
    @Override
    public void close() {
        var children = process.descendants().toList();
        process.destroy();
        try {
            if (!process.waitFor(10, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        children.forEach(ProcessHandle::destroyForcibly);
    }
}
