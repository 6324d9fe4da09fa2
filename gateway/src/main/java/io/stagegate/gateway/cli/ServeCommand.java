package io.stagegate.gateway.cli;

import io.stagegate.config.ConfigException;
import io.stagegate.config.ConfigFile;
import io.stagegate.gateway.server.Platforms;
import io.stagegate.gateway.server.StartException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code stagegate serve}. */
@Command(name = "serve", description = "Run the gateway.")
final class ServeCommand implements Callable<Integer> {
    private final Surroundings surroundings;

    @Option(
            names = "--config",
            required = true,
            paramLabel = "FILE",
            description = "the configuration, such as config/examples/mlflow.yaml; required")
    private Path config = Path.of("stagegate.yaml");

    ServeCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public Integer call() {
        var platforms = Platforms.installed();
        try {
            var read = ConfigFile.load(config, surroundings.environment(), platforms.words());
            Serving.run(surroundings, parts -> parts.add(Serving.start(read, platforms, surroundings)));
            return 0;
        } catch (ConfigException e) {
            e.problems().forEach(p -> surroundings.err().println(p));
            return 1;
        } catch (StartException | IOException | CliException e) {
            surroundings.err().println("stagegate: " + e.getMessage());
            return 1;
        }
    }
}
