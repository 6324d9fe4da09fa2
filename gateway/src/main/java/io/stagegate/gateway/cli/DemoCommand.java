package io.stagegate.gateway.cli;

import io.stagegate.config.ConfigException;
import io.stagegate.config.Listen;
import io.stagegate.core.json.JsonValue;
import io.stagegate.core.platform.DemoRegistry;
import io.stagegate.gateway.cli.DemoSetup.Login;
import io.stagegate.gateway.cli.DemoSetup.Tokens;
import io.stagegate.gateway.server.Gateway;
import io.stagegate.gateway.server.Platforms;
import io.stagegate.gateway.server.StartException;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code stagegate demo}: one promotion that is held, with everything needed to see, approve, reject and undo it. */
@Command(name = "demo", description = "Run the gateway with a promotion that is held, and print how to go on.")
final class DemoCommand implements Callable<Integer> {
    private static final String ENGINEER = "mia";

    private final Surroundings surroundings;

    @Option(
            names = "--upstream",
            paramLabel = "URL",
            description = "a real MLflow server, such as http://127.0.0.1:5000, with MLFLOW_TRACKING_USERNAME and "
                    + "MLFLOW_TRACKING_PASSWORD where it has users (default: a stand-in, in memory)")
    private Optional<String> upstream = Optional.empty();

    @Option(
            names = "--data",
            paramLabel = "DIR",
            description = "where the embedded PostgreSQL is kept (default: ./data)")
    private Path data = Path.of("data");

    @Option(
            names = "--port",
            paramLabel = "PORT",
            description = "where the gateway stands in for MLflow (default: 8080)")
    private int port = 8080;

    @Option(names = "--api-port", paramLabel = "PORT", description = "where its API is (default: 8181)")
    private int apiPort = 8181;

    @Option(
            names = "--operations-port",
            paramLabel = "PORT",
            description = "where probes and metrics are (default: 9191)")
    private int operationsPort = 9191;

    @Option(
            names = "--watch",
            description = "promote a version that does badly, and watch it being put back by itself"
                    + " (default: a promotion that is held)")
    private boolean watch;

    DemoCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public Integer call() throws CliException {
        try {
            Serving.run(surroundings, this::play);
            return 0;
        } catch (StartException | ConfigException | IOException e) {
            surroundings.err().println("stagegate: " + forTheDemo(String.valueOf(e.getMessage())));
            return 1;
        }
    }

    private void play(List<AutoCloseable> parts) throws CliException, StartException, ConfigException, IOException {
        check();
        var tokens = Tokens.make();
        var login = upstream.isPresent() ? fromEnvironment() : Optional.of(new Login(ENGINEER, DemoSetup.secret()));
        var registry = upstream.isPresent() ? upstream.get() : standIn(login.orElseThrow(), parts);
        if (upstream.isPresent()) {
            DemoScene.reach(registry, login.map(Login::header));
        }
        var platforms = Platforms.installed();
        var setup = new DemoSetup(
                new DemoSetup.Ports(port, apiPort, operationsPort), data, watch, surroundings.environment());
        var gateway = Serving.start(setup.config(registry, login, tokens, platforms), platforms, surroundings);
        parts.addFirst(gateway);
        if (watch) {
            parts.addFirst(DemoWatch.begin(scene(registry, gateway, login), gateway, tokens, surroundings));
        } else {
            promote(registry, gateway, login, tokens.person());
        }
    }

    /** What is wrong with the options, said of the options. */
    private void check() throws CliException {
        if (upstream.isPresent() && !isAddress(upstream.get())) {
            throw new CliException("--upstream " + upstream.get()
                    + " is no address of an MLflow server: write it such as http://127.0.0.1:5000");
        }
        var options = new LinkedHashMap<Integer, String>();
        for (var option : List.of(
                Map.entry("--port", port),
                Map.entry("--api-port", apiPort),
                Map.entry("--operations-port", operationsPort))) {
            if (option.getValue() < 0 || option.getValue() > 65_535) {
                throw new CliException(
                        option.getKey() + " " + option.getValue() + " is no port: write one from 1 to 65535");
            }
            var other = Optional.ofNullable(options.putIfAbsent(option.getValue(), option.getKey()));
            if (other.isPresent() && option.getValue() != 0) {
                throw new CliException(other.get() + " and " + option.getKey() + " are both " + option.getValue()
                        + ": choose two ports");
            }
            var taken = Ports.taken(new Listen("127.0.0.1", option.getValue()));
            if (taken.isPresent()) {
                throw new CliException("127.0.0.1:" + option.getValue() + " is taken (" + taken.get()
                        + "): stop what listens there, or choose another port with " + option.getKey());
            }
        }
    }

    private static boolean isAddress(String text) {
        try {
            var uri = new URI(text);
            return List.of("http", "https").contains(String.valueOf(uri.getScheme())) && uri.getHost() != null;
        } catch (URISyntaxException e) {
            return false;
        }
    }

    /** Whoever runs the demo has options to change, and no configuration. */
    private static String forTheDemo(String message) {
        return message.replaceFirst("^demo:\\d+:\\d+: ", "")
                .replace("write another folder under data:", "name another folder with --data")
                .replace("write another listen:", "choose another port with --port, --api-port or --operations-port");
    }

    private Optional<Login> fromEnvironment() {
        var environment = surroundings.environment();
        return Optional.ofNullable(environment.get("MLFLOW_TRACKING_USERNAME"))
                .map(user -> new Login(user, environment.getOrDefault("MLFLOW_TRACKING_PASSWORD", "")));
    }

    private String standIn(Login login, List<AutoCloseable> parts) throws IOException {
        DemoRegistry registry = Platforms.demo("mlflow")
                .orElseThrow(() -> new IOException("the demo registry is not part of this build; write --upstream"));
        var running = registry.start(0, Map.of(login.username(), login.password()), surroundings.clock());
        parts.add(running);
        return running.url();
    }

    private void promote(String registry, Gateway gateway, Optional<Login> login, String token) throws CliException {
        var proxy = gateway.listeners().getOrDefault("upstream registry", "");
        var api = gateway.listeners().getOrDefault("api", "");
        var scene = scene(registry, gateway, login);
        scene.before();
        scene.stage();
        var told = scene.promote();
        var client = Client.of(Map.of(Client.URL, api, Client.TOKEN, token));
        var holds = client.get("/v1/holds", Map.of("model", scene.model()));
        var hold = Client.items(holds).stream()
                .findFirst()
                .orElseThrow(() -> new CliException("the promotion was not held: " + told));
        tell(hold, told, login, proxy, api, token);
        surroundings.out().flush();
    }

    /** With a model that there is not yet, however often the demo is run. */
    private DemoScene scene(String registry, Gateway gateway, Optional<Login> login) {
        var now = surroundings.clock().instant();
        var model = "fraud-"
                + DateTimeFormatter.ofPattern("MMdd-HHmmss")
                        .withZone(ZoneOffset.UTC)
                        .format(now);
        var proxy = gateway.listeners().getOrDefault("upstream registry", "");
        return new DemoScene(registry, proxy, login.map(Login::header), model, now);
    }

    /** Every line of it can be pasted as it stands. */
    private void tell(JsonValue hold, String told, Optional<Login> login, String proxy, String api, String token) {
        var who = login.map(Login::username).orElse("somebody");
        surroundings.out().println("""

                %9$s

                The model %1$s serves as champion in version 1. Version 2 is better, and %2$s wants it to serve:
                    %3$s
                    python -c "from mlflow import MlflowClient; MlflowClient().set_registered_model_alias('%1$s', 'champion', '2')"
                MLflow's client prints, after waiting for a while:
                    RESOURCE_CONFLICT: %4$s

                You are ann, a lead. In another terminal:
                    export STAGEGATE_URL=%5$s STAGEGATE_TOKEN=%6$s
                See it:      ./stagegate holds %7$s
                Approve it:  ./stagegate approve %7$s --comment "better on every slice"
                Reject it:   ./stagegate reject %7$s --comment "not this week"
                Undo it:     ./stagegate restore %8$s          (once it is approved and applied)
                Its story:   ./stagegate promotions %8$s
                The audit:   ./stagegate audit query --model %1$s
                Ctrl-C ends the demo.
                """.formatted(
                        HoldText.text(hold, "model"),
                        who,
                        environment(login, proxy),
                        told,
                        api,
                        token,
                        HoldText.text(hold, "id"),
                        HoldText.text(hold, "promotion"),
                        upstream.map(url -> "The registry is the MLflow server at " + url + ".")
                                .orElse("The registry is a stand-in for MLflow, in memory and gone when the demo ends;"
                                        + " --upstream URL takes a real one.")));
    }

    /** What MLflow's clients need; a login that came from the environment is there already, and is not shown. */
    private String environment(Optional<Login> login, String proxy) {
        var shown = login.filter(_ -> upstream.isEmpty())
                .map(l -> " MLFLOW_TRACKING_USERNAME=" + l.username() + " MLFLOW_TRACKING_PASSWORD=" + l.password())
                .orElse("");
        var kept = login.filter(_ -> upstream.isPresent())
                .map(_ -> "   # beside MLFLOW_TRACKING_USERNAME and MLFLOW_TRACKING_PASSWORD as they are here")
                .orElse("");
        return "export MLFLOW_TRACKING_URI=" + proxy + shown + kept;
    }
}
