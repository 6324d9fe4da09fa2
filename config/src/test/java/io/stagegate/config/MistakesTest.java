package io.stagegate.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * Every mistake of {@code mistakes.txt} gives the messages that stand below it, all of them and in that order. In the file,
 * {@code REGISTRY} stands for the keys of a right upstream.
 */
class MistakesTest {
    private static final String REGISTRY = "name: registry, platform: mlflow, listen: 127.0.0.1:8080, "
            + "url: http://127.0.0.1:5000, environments: { production: { aliases: [champion] } }";
    private static final Map<String, String> ENVIRONMENT = Map.of("TOKEN", "t-1", "EMPTY", "", "SPACED", "two words");

    private record Mistake(String name, String yaml, String messages) {}

    @TestFactory
    Stream<DynamicTest> mistakes() throws IOException {
        var mistakes = read();
        assertThat(mistakes).hasSizeGreaterThan(60);
        return mistakes.stream().map(m -> DynamicTest.dynamicTest(m.name(), () -> check(m)));
    }

    @Test
    void the_right_upstream_of_the_table_is_right() throws ConfigException {
        assertThat(parse("upstreams: [{ REGISTRY }]").upstreams()).hasSize(1);
    }

    private static void check(Mistake mistake) {
        var thrown = catchThrowableOfType(ConfigException.class, () -> parse(mistake.yaml()));

        assertThat(thrown).as("nothing was found wrong").isNotNull();
        assertThat(thrown.getMessage()).isEqualTo(mistake.messages());
        assertThat(thrown.problems().stream().map(Problem::toString).collect(Collectors.joining("\n")))
                .isEqualTo(thrown.getMessage());
    }

    private static GatewayConfig parse(String yaml) throws ConfigException {
        return ConfigFile.parse(yaml.replace("REGISTRY", REGISTRY), "c.yaml", ENVIRONMENT, Set.of("mlflow", "kserve"));
    }

    private static List<Mistake> read() throws IOException {
        try (var stream = Objects.requireNonNull(MistakesTest.class.getResourceAsStream("mistakes.txt"))) {
            var text = new String(stream.readAllBytes(), StandardCharsets.UTF_8);
            var mistakes = new ArrayList<Mistake>();
            Arrays.stream(text.split("(?m)^### ")).skip(1).forEach(block -> {
                var name = block.substring(0, block.indexOf('\n'));
                var parts = block.substring(name.length() + 1).split("(?m)^=>\n", -1);
                mistakes.add(new Mistake(name, parts[0], parts[1].strip()));
            });
            return mistakes;
        }
    }
}
