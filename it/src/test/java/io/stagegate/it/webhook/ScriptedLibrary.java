package io.stagegate.it.webhook;

import io.stagegate.it.mlflow.Python;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The libraries for Python and JavaScript, each in a directory that the tests make themselves, once for each user and version.
 *
 * @param command runs a script that stands behind it
 * @param script verifies or signs what the environment holds
 */
record ScriptedLibrary(List<String> command, Path home, String script) implements Library {
    static final String PYTHON_VERSION = "1.1.0";
    static final String JAVASCRIPT_VERSION = "1.1.1";
    private static final Duration INSTALLING = Duration.ofMinutes(5);
    private static final Duration RUNNING = Duration.ofSeconds(60);
    private static final List<String> PYTHONS = List.of("python3.12", "python3.11", "python3.10", "python3");
    private static final String GOOD = "good";

    private static final String PYTHON = """
            import datetime, json, os, standardwebhooks as s
            webhook = s.Webhook(os.environ["SECRET"])
            if os.environ["DO"] == "verify":
                try:
                    webhook.verify(os.environ["BODY"], {"webhook-id": os.environ["ID"],
                        "webhook-timestamp": os.environ["TIME"], "webhook-signature": os.environ["SIGNATURE"]})
                    print("good")
                except s.WebhookVerificationError as e:
                    print("refused:", e)
            else:
                at = datetime.datetime.fromtimestamp(int(os.environ["TIME"]), datetime.timezone.utc)
                print(webhook.sign(os.environ["ID"], at, os.environ["BODY"]))
            """;
    private static final String JAVASCRIPT = """
            const s = require("standardwebhooks"), e = process.env, webhook = new s.Webhook(e.SECRET);
            if (e.DO === "verify") {
              try {
                webhook.verify(e.BODY, { "webhook-id": e.ID, "webhook-timestamp": e.TIME, "webhook-signature": e.SIGNATURE });
                console.log("good");
              } catch (refused) {
                if (!(refused instanceof s.WebhookVerificationError)) throw refused;
                console.log("refused: " + refused.message);
              }
            } else {
              console.log(webhook.sign(e.ID, new Date(Number(e.TIME) * 1000), e.BODY));
            }
            """;

    /** @throws IOException if there is no Python or the package index cannot be reached */
    static Library python() throws IOException {
        var home = cache().resolve("standardwebhooks-python-" + PYTHON_VERSION);
        var python = home.resolve("venv/bin/python").toString();
        once(home, () -> {
            var base = PYTHONS.stream()
                    .filter(p -> works(p, "-c", "import sys, venv; sys.exit(sys.version_info < (3, 10))"))
                    .findFirst()
                    .orElseThrow(() -> new IOException("no Python 3.10 or later with venv was found"));
            must(List.of(base, "-m", "venv", "--clear", home.resolve("venv").toString()));
            must(List.of(
                    python,
                    "-m",
                    "pip",
                    "install",
                    "--quiet",
                    "--disable-pip-version-check",
                    "standardwebhooks==" + PYTHON_VERSION));
        });
        return new ScriptedLibrary(List.of(python, "-c"), home, PYTHON);
    }

    /** @throws IOException if there is no Node or the package index cannot be reached */
    static Library javascript() throws IOException {
        var home = cache().resolve("standardwebhooks-javascript-" + JAVASCRIPT_VERSION);
        once(home, () -> {
            if (!works("node", "--version") || !works("npm", "--version")) {
                throw new IOException("no node with npm was found");
            }
            must(List.of(
                    "npm",
                    "install",
                    "--silent",
                    "--no-audit",
                    "--no-fund",
                    "--ignore-scripts",
                    "--prefix",
                    home.toString(),
                    "standardwebhooks@" + JAVASCRIPT_VERSION));
        });
        return new ScriptedLibrary(List.of("node", "-e"), home, JAVASCRIPT);
    }

    /** Something that installs. */
    @FunctionalInterface
    private interface Installing {
        void install() throws IOException;
    }

    private static void once(Path home, Installing installing) throws IOException {
        Files.createDirectories(home);
        try (var lock = FileChannel.open(home.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                var _ = lock.lock()) {
            if (!Files.exists(home.resolve("installed"))) {
                installing.install();
                Files.writeString(home.resolve("installed"), "");
            }
        }
    }

    private static boolean works(String... command) {
        try {
            return Python.finish(start(List.of(command), Map.of()), RUNNING).ok();
        } catch (IOException e) {
            return false;
        }
    }

    private static void must(List<String> command) throws IOException {
        var run = Python.finish(start(command, Map.of()), INSTALLING);
        if (!run.ok()) {
            throw new IOException(
                    String.join(" ", command) + ": " + run.output().lines().reduce("", (_, last) -> last));
        }
    }

    private static Process start(List<String> command, Map<String, String> environment) throws IOException {
        var builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().putAll(environment);
        return builder.start();
    }

    private static Path cache() {
        return Optional.ofNullable(System.getenv("XDG_CACHE_HOME"))
                .map(Path::of)
                .orElse(Path.of(System.getProperty("user.home"), ".cache"))
                .resolve("stagegate");
    }

    private String run(Map<String, String> environment) {
        try {
            var all = new HashMap<>(environment);
            all.put("NODE_PATH", home.resolve("node_modules").toString());
            var line = new ArrayList<>(command);
            line.add(script);
            var run = Python.finish(start(line, all), RUNNING);
            if (!run.ok()) {
                throw new AssertionError(run.output());
            }
            return run.output().strip();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public boolean verifies(String secret, Map<String, String> headers, String body) {
        var said = run(Map.of(
                "DO",
                "verify",
                "SECRET",
                secret,
                "ID",
                headers.getOrDefault("webhook-id", ""),
                "TIME",
                headers.getOrDefault("webhook-timestamp", ""),
                "SIGNATURE",
                headers.getOrDefault("webhook-signature", ""),
                "BODY",
                body));
        return said.equals(GOOD);
    }

    @Override
    public String sign(String secret, String id, long seconds, String body) {
        return run(Map.of("DO", "sign", "SECRET", secret, "ID", id, "TIME", Long.toString(seconds), "BODY", body));
    }
}
