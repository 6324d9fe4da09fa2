package io.stagegate.it.documentation;

import static org.assertj.core.api.Assertions.assertThat;

import io.stagegate.config.ConfigException;
import io.stagegate.config.ConfigFile;
import io.stagegate.it.mlflow.MlflowServer;
import io.stagegate.it.mlflow.RealMlflow;
import io.stagegate.rules.Manifest;
import io.stagegate.rules.PolicyException;
import io.stagegate.rules.PolicySource;
import io.stagegate.rules.drools.CompiledPolicy;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Every fenced block of every document is run, parsed or compiled, and every sample is what was printed. */
@ExtendWith(RealMlflow.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class DocumentationIT {
    private static final Set<String> LANGUAGES = Set.of("sh", "python", "yaml", "drl", "sql", "text", "json");
    /** Documents that speak of a promotion which was approved and made. */
    private static final Set<String> AFTERWARDS = Set.of("docs/on-call.md", "docs/auditors.md");

    private static final String DEMO = "./stagegate demo\n";
    private static final String UPSTREAMS = """
            upstreams: [{ name: registry, platform: mlflow, listen: 127.0.0.1:8080, url: http://127.0.0.1:5000,
              environments: { production: { aliases: [champion] } } }]
            """;
    private static final Pattern VARIABLE = Pattern.compile("\\$\\{([A-Z_]+)}");
    private static final String KEY = "MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE=";

    private Stage stage;
    private Shell shell;

    @BeforeAll
    void start(MlflowServer mlflow, @TempDir Path folder) throws Exception {
        Workplace.furnish(folder);
        stage = Stage.start(folder);
        var environment = new HashMap<>(stage.environment());
        environment.put("PATH", String.valueOf(mlflow.python().executable().getParent()));
        shell = new Shell(folder, environment);
    }

    @AfterAll
    void stop() {
        stage.close();
    }

    private static Stream<Block> blocks() {
        return Document.all().stream().flatMap(d -> d.blocks().stream());
    }

    @Test
    void every_block_is_of_a_kind_that_is_run_or_shows_what_one_printed() {
        for (var document : Document.all()) {
            var before = "";
            for (var block : document.blocks()) {
                assertThat(LANGUAGES).as(block.toString()).contains(block.language());
                if (block.sample()) {
                    assertThat(before)
                            .as("%s shows what nothing printed", block)
                            .isIn("sh", "python");
                }
                before = block.language();
            }
        }
        assertThat(blocks().map(Block::language).collect(Collectors.toSet())).isEqualTo(LANGUAGES);
    }

    @TestFactory
    Stream<DynamicTest> commands_run_and_print_what_is_shown() {
        return Document.all().stream()
                .filter(d -> d.blocks().stream().anyMatch(Block::command))
                .map(d -> DynamicTest.dynamicTest(d.path(), () -> play(d)));
    }

    private void play(Document document) throws Exception {
        var scene = stage.scene(document.path());
        if (AFTERWARDS.contains(document.path())) {
            scene.approve(stage.ann());
        }
        // The demo is a gateway of its own: DemoIT.
        var all = document.blocks().stream().filter(b -> !b.text().equals(DEMO)).toList();
        var commands = all.stream().filter(Block::command).toList();
        var printed =
                shell.run(commands.stream().map(b -> stage.played(b, scene)).toList());
        assertThat(printed).hasSameSizeAs(commands);
        for (var i = 0; i < commands.size(); i++) {
            var block = commands.get(i);
            assertThat(!printed.get(i).failed().isEmpty())
                    .as(
                            "%s fails: %s%n%s",
                            block, printed.get(i).failed(), printed.get(i).text())
                    .isEqualTo(block.fails());
            samplesBehind(all, block)
                    .forEach(sample -> Samples.compare(
                            sample,
                            scene.model(),
                            printed.get(commands.indexOf(block)).text()));
        }
    }

    private static List<Block> samplesBehind(List<Block> all, Block block) {
        var out = new ArrayList<Block>();
        for (var i = all.indexOf(block) + 1; i < all.size() && all.get(i).sample(); i++) {
            out.add(all.get(i));
        }
        return out;
    }

    @TestFactory
    Stream<DynamicTest> configuration_can_be_used() {
        return of("yaml", block -> {
            if (block.text().contains("default:")) {
                Manifest.of(PolicySource.of(Map.of(PolicySource.MANIFEST, block.text())));
            } else {
                configuration(block.text());
            }
        });
    }

    private static void configuration(String text) throws ConfigException {
        var secrets = new TreeMap<String, String>();
        VARIABLE.matcher(text).results().forEach(r -> secrets.put(r.group(1), "secret-" + r.group(1)));
        secrets.computeIfPresent("STAGEGATE_SEALING_KEY", (_, _) -> KEY);
        secrets.computeIfPresent("BOT_SECRET", (_, _) -> "whsec_" + KEY);
        var whole = text.contains("upstreams:") ? text : text + UPSTREAMS;
        ConfigFile.parse(whole, "document", secrets, Set.of("mlflow"));
    }

    @TestFactory
    Stream<DynamicTest> rules_compile() {
        return of("drl", block -> compile(block.text()));
    }

    private static void compile(String rules) throws PolicyException {
        var files = Map.of(PolicySource.MANIFEST, "name: document\ndefault: deny\n", "document.drl", rules);
        CompiledPolicy.compile(PolicySource.of(files)).close();
    }

    /** What is done with a block. */
    @FunctionalInterface
    private interface Use {
        void of(Block block) throws Exception;
    }

    private static Stream<DynamicTest> of(String language, Use use) {
        return blocks().filter(b -> b.language().equals(language))
                .map(b -> DynamicTest.dynamicTest(b.toString(), () -> use.of(b)));
    }
}
