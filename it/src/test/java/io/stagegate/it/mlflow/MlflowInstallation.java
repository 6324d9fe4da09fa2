package io.stagegate.it.mlflow;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** MLflow in a virtual environment that the tests make themselves, once for each user and version. */
final class MlflowInstallation {
    static final String VERSION = "3.17.2";
    private static final Duration INSTALLING = Duration.ofMinutes(15);
    private static final List<String> PYTHONS = List.of("python3.12", "python3.11", "python3.10", "python3");

    private MlflowInstallation() {}

    /**
     * The environment's interpreter, installed first where it is not there yet.
     *
     * @throws IOException if there is no Python or the package index cannot be reached; the message says which
     */
    static Python python() throws IOException {
        var home = cache().resolve("mlflow-" + VERSION);
        Files.createDirectories(home);
        try (var lock = FileChannel.open(home.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                var _ = lock.lock()) {
            var python = new Python(home.resolve("venv/bin/python"));
            if (!Files.exists(home.resolve("installed"))) {
                install(home, python);
                Files.writeString(home.resolve("installed"), VERSION);
            }
            return python;
        }
    }

    private static void install(Path home, Python python) throws IOException {
        var base = findPython().orElseThrow(() -> new IOException("no Python 3.10 or later with venv was found"));
        must(
                List.of(base, "-m", "venv", "--clear", home.resolve("venv").toString()),
                "a virtual environment cannot be made");
        must(
                List.of(
                        python.executable().toString(),
                        "-m",
                        "pip",
                        "install",
                        "--quiet",
                        "--disable-pip-version-check",
                        "mlflow==" + VERSION,
                        "Flask-WTF"),
                "mlflow==" + VERSION + " cannot be installed from the Python package index");
    }

    private static Optional<String> findPython() {
        return PYTHONS.stream().filter(MlflowInstallation::works).findFirst();
    }

    private static boolean works(String command) {
        try {
            var check = "import sys, venv; sys.exit(sys.version_info < (3, 10))";
            return Python.finish(Python.process(List.of(command, "-c", check), Map.of()), Duration.ofSeconds(20))
                    .ok();
        } catch (IOException e) {
            return false;
        }
    }

    private static void must(List<String> command, String problem) throws IOException {
        var run = Python.finish(Python.process(command, Map.of()), INSTALLING);
        if (!run.ok()) {
            throw new IOException(problem + ": " + run.output().lines().reduce("", (_, last) -> last));
        }
    }

    private static Path cache() {
        return Optional.ofNullable(System.getenv("XDG_CACHE_HOME"))
                .map(Path::of)
                .orElse(Path.of(System.getProperty("user.home"), ".cache"))
                .resolve("stagegate");
    }
}
