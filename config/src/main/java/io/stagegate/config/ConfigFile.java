package io.stagegate.config;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.reader.ReaderException;

/** The configuration file, YAML, read with everything that is wrong in it reported at once. */
public final class ConfigFile {
    private ConfigFile() {}

    /**
     * Reads a file.
     *
     * @param environment environment variables, for secrets
     * @param platforms the words of the adapters there are
     * @throws ConfigException if there is no such file or anything in it is wrong
     */
    public static GatewayConfig load(Path file, Map<String, String> environment, Set<String> platforms)
            throws ConfigException {
        return parse(content(file), file.toString(), environment, platforms);
    }

    /**
     * Reads a text.
     *
     * @param name what problems call the file
     * @param environment environment variables, for secrets
     * @param platforms the words of the adapters there are
     * @throws ConfigException if anything in it is wrong
     */
    public static GatewayConfig parse(String text, String name, Map<String, String> environment, Set<String> platforms)
            throws ConfigException {
        var problems = new Problems(name);
        var config = new ConfigReader(problems, new Secrets(environment), platforms)
                .read(new Value(compose(text, name), "", problems));
        return config.orElseThrow(problems::exception);
    }

    private static Node compose(String text, String name) throws ConfigException {
        try {
            var options = new LoaderOptions();
            var node =
                    Optional.ofNullable(new Yaml(new SafeConstructor(options)).compose(new java.io.StringReader(text)));
            return node.orElseThrow(() -> whole(name, "the file is empty; write at least upstreams: [...]"));
        } catch (MarkedYAMLException e) {
            var mark = e.getProblemMark();
            throw new ConfigException(List.of(new Problem(
                    name,
                    mark == null ? 1 : mark.getLine() + 1,
                    mark == null ? 1 : mark.getColumn() + 1,
                    "this is not YAML: " + e.getProblem()
                            + "; indent with spaces, and put texts with \": \" or \" #\" in quotes")));
        } catch (ReaderException e) {
            var before = text.substring(0, Math.min(e.getPosition(), text.length()));
            var line = (int) before.chars().filter(c -> c == '\n').count();
            throw new ConfigException(List.of(new Problem(
                    name,
                    line + 1,
                    before.length() - before.lastIndexOf('\n'),
                    "a character that YAML does not allow; delete it")));
        } catch (YAMLException e) {
            throw whole(name, "this is not YAML: " + e.getMessage());
        }
    }

    private static String content(Path file) throws ConfigException {
        try {
            return Files.readString(file);
        } catch (NoSuchFileException e) {
            throw whole(
                    file.toString(),
                    "there is no such file; write --config with one of your own, or copy an example from"
                            + " config/examples");
        } catch (CharacterCodingException e) {
            throw whole(file.toString(), "this is not UTF-8 text; save it as UTF-8");
        } catch (IOException e) {
            throw whole(file.toString(), "it cannot be read (" + e.getMessage() + ")");
        }
    }

    private static ConfigException whole(String name, String message) {
        return new ConfigException(List.of(new Problem(name, 0, 0, message)));
    }
}
