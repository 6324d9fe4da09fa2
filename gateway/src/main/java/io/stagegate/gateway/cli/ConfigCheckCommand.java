package io.stagegate.gateway.cli;

import io.stagegate.config.ConfigException;
import io.stagegate.config.ConfigFile;
import io.stagegate.gateway.server.Platforms;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code stagegate config check}: everything that is wrong with a configuration file. */
@Command(name = "check", description = "Say what is wrong with a configuration file.")
final class ConfigCheckCommand implements Callable<Integer> {
    private final Surroundings surroundings;

    @Parameters(paramLabel = "FILE", description = "the configuration, such as config/examples/mlflow.yaml")
    private Path file = Path.of("stagegate.yaml");

    ConfigCheckCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public Integer call() {
        var platforms = Platforms.installed();
        try {
            var config = ConfigFile.load(file, surroundings.environment(), platforms.words());
            platforms.check(config);
            config.warnings().forEach(w -> surroundings.out().println("warning: " + w));
            surroundings
                    .out()
                    .println(file + ": good; " + config.upstreams().size() + " upstream(s), "
                            + config.people().size() + " people");
            return 0;
        } catch (ConfigException e) {
            e.problems().forEach(p -> surroundings.err().println(p));
            return 1;
        } catch (IllegalArgumentException e) {
            surroundings.err().println(file + ": " + e.getMessage());
            return 1;
        }
    }
}
