package io.stagegate.it.documentation;

import io.stagegate.config.ConfigFile;
import io.stagegate.core.platform.DemoRegistry;
import io.stagegate.gateway.server.Gateway;
import io.stagegate.gateway.server.Platforms;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;

/**
 * Where documents are run: the gateway of {@code config/examples/mlflow.yaml} in front of the demo's registry, whose answers
 * do not take a password hash each as MLflow's do. What the guides say of MLflow itself is tested elsewhere.
 */
final class Stage implements AutoCloseable {
    private static final String PASSWORD = "only-for-tests";
    private static final Map<String, String> SECRETS =
            Map.of("MLFLOW_PASSWORD", PASSWORD, "ANN_TOKEN", "ann-token", "BOB_TOKEN", "bob-token");

    private final Gateway gateway;
    private final DemoRegistry.Running registry;

    private Stage(Gateway gateway, DemoRegistry.Running registry) {
        this.gateway = gateway;
        this.registry = registry;
    }

    static Stage start(Path folder) throws Exception {
        var registry = registry(Map.of("mia", PASSWORD, "stagegate", PASSWORD));
        var platforms = Platforms.installed();
        var config = ConfigFile.parse(yaml(registry.url(), folder), "mlflow.yaml", SECRETS, platforms.words());
        var stage = new Stage(Gateway.start(config, platforms, InstantSource.system(), _ -> {}), registry);
        stage.warmUp();
        return stage;
    }

    /** The first decision of a process can take longer than rules may on a machine that has other things to do. */
    private void warmUp() throws Exception {
        var held = "";
        for (var i = 0; held.isEmpty() && i < 10; i++) {
            held = scene("warm-up-" + "again".repeat(i)).hold();
        }
    }

    /** A stand-in for MLflow with users. */
    static DemoRegistry.Running registry(Map<String, String> users) throws IOException {
        return Platforms.demo("mlflow").orElseThrow().start(0, users, InstantSource.system());
    }

    /** The example, but for ports and folders, and that clients do not wait long. */
    private static String yaml(String registry, Path folder) throws IOException {
        return Files.readString(Document.ROOT.resolve("config/examples/mlflow.yaml"))
                .replaceAll("127\\.0\\.0\\.1:(8080|8181|9191)", "127.0.0.1:0")
                .replace("http://127.0.0.1:5000", registry)
                .replace("data: ./data", "data: " + folder.resolve("data"))
                .replace("path: rules", "path: " + Document.ROOT.resolve("rules"))
                .replace("wait: 100s", "wait: 1s");
    }

    /** A scene of its own for a document. */
    Scene scene(String document) throws Exception {
        return Scene.set(
                "fraud-" + document.replaceAll("[^A-Za-z]", "-"),
                Api.basic(registry.url(), "mia", PASSWORD),
                Api.basic(address("upstream registry"), "mia", PASSWORD),
                ann());
    }

    Api ann() {
        return new Api(address("api"), "Bearer ann-token");
    }

    /** What a shell knows of it before the first command. */
    Map<String, String> environment() {
        return Map.of(
                "STAGEGATE_URL",
                address("api"),
                "MLFLOW_TRACKING_URI",
                address("upstream registry"),
                "MLFLOW_TRACKING_USERNAME",
                "mia",
                "MLFLOW_TRACKING_PASSWORD",
                PASSWORD);
    }

    /** A block with what is meant by its addresses, names and ids here. */
    Block played(Block block, Scene scene) {
        var text = block.text()
                .replace("http://127.0.0.1:8080", address("upstream registry"))
                .replace("http://127.0.0.1:8181", address("api"))
                .replace("http://127.0.0.1:9191", address("operations"))
                .replace("http://127.0.0.1:5000", registry.url())
                .replaceAll("STAGEGATE_TOKEN=\\S+", "STAGEGATE_TOKEN=ann-token")
                .replaceAll("\\bh-[0-9a-z]{16}\\b", scene.hold())
                .replaceAll("\\bp-[0-9a-z]{16}\\b", scene.promotion())
                .replaceAll("\\bfraud\\b(?![-.])", Matcher.quoteReplacement(scene.model()));
        return new Block(block.document(), block.line(), block.language(), text, block.fails());
    }

    private String address(String listener) {
        return Optional.ofNullable(gateway.listeners().get(listener)).orElseThrow();
    }

    @Override
    public void close() {
        gateway.close();
        registry.close();
    }
}
