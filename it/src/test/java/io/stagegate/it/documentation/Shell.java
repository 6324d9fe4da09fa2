package io.stagegate.it.documentation;

import io.stagegate.it.mlflow.Python;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** One bash that runs the blocks of a document one after the other, so that later ones know what earlier ones exported. */
final class Shell {
    private static final Duration PATIENCE = Duration.ofMinutes(3);
    private static final String BEGIN = "@@@ begins";
    private static final String FAILED = "@@@ failed";

    private final Path directory;
    private final Map<String, String> environment;

    /** @param directory has {@code stagegate} in it */
    Shell(Path directory, Map<String, String> environment) {
        this.directory = directory;
        this.environment = Map.copyOf(environment);
    }

    /** What a block printed, and which of its commands failed; empty where none did. */
    record Printed(String text, String failed) {}

    /** Runs blocks of {@code sh} and {@code python}; what each printed, in their order. */
    List<Printed> run(List<Block> blocks) throws IOException {
        var script = new StringBuilder("trap 'echo \"" + FAILED + " $BASH_COMMAND\"' ERR\n");
        for (var block : blocks) {
            script.append("echo '").append(BEGIN).append("'\n");
            script.append(
                    block.language().equals("python")
                            ? "python - <<'END OF PYTHON'\n" + block.text() + "END OF PYTHON\n"
                            : block.text());
        }
        var file = Files.createTempFile(directory, "document", ".bash");
        Files.writeString(file, script);
        var builder = new ProcessBuilder("bash", file.toString())
                .directory(directory.toFile())
                .redirectErrorStream(true);
        var all = new HashMap<>(environment);
        all.putIfAbsent("PATH", directory.toString());
        all.merge("PATH", ":" + Optional.ofNullable(System.getenv("PATH")).orElse("/usr/bin:/bin"), String::concat);
        builder.environment().putAll(all);
        var run = Python.finish(builder.start(), PATIENCE);
        return printed(run.output());
    }

    private static List<Printed> printed(String output) {
        var out = new ArrayList<Printed>();
        for (var part : output.split(BEGIN + "\n", -1)) {
            var failed = part.lines().filter(l -> l.startsWith(FAILED)).findFirst();
            out.add(new Printed(
                    part.replaceAll("(?m)^" + FAILED + ".*\n?", ""),
                    failed.map(l -> l.substring(FAILED.length()).strip()).orElse("")));
        }
        // Before the first block nothing is printed.
        return out.subList(1, out.size());
    }
}
