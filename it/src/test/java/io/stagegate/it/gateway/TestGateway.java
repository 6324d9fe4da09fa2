package io.stagegate.it.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.stagegate.config.ConfigException;
import io.stagegate.config.ConfigFile;
import io.stagegate.gateway.server.Gateway;
import io.stagegate.gateway.server.Platforms;
import io.stagegate.gateway.server.StartException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A gateway in this process, on free ports, in front of a real server. */
public final class TestGateway implements AutoCloseable {
    static final Path BASELINE =
            Path.of("../rules/policies/baseline").toAbsolutePath().normalize();

    /** Shorter than in earnest: what comes after it is the same. */
    private static final Duration DATABASE_PATIENCE = Duration.ofSeconds(2);

    private final Gateway gateway;

    private TestGateway(Gateway gateway) {
        this.gateway = gateway;
    }

    /** What differs from one test to another. */
    public record Setup(
            Path data,
            String upstream,
            String requester,
            String more,
            Path policy,
            String database,
            String people,
            String tokens,
            String encryption) {
        private static final String PEOPLE = """
                  - { id: ann, groups: [ml-leads], token: ann-token, slack: UANN }
                  - { id: bob, groups: [risk], token: bob-token, slack: UBOB }
                  - { id: eve, groups: [interns], token: eve-token, slack: UEVE }
                """;

        public static Setup open(Path data, String upstream) {
            return new Setup(data, upstream, "{ from: anonymous }", "", BASELINE, "", PEOPLE, "[]", "");
        }

        public Setup requester(String text) {
            return new Setup(data, upstream, text, more, policy, database, people, tokens, encryption);
        }

        /** Further lines of the upstream, each behind four blanks. */
        public Setup more(String lines) {
            return new Setup(data, upstream, requester, lines, policy, database, people, tokens, encryption);
        }

        public Setup policy(Path directory) {
            return new Setup(data, upstream, requester, more, directory, database, people, tokens, encryption);
        }

        /** Other people, one a line. */
        public Setup people(String lines) {
            return new Setup(data, upstream, requester, more, policy, database, lines, tokens, encryption);
        }

        /** Who may make tokens of others. */
        public Setup tokens(String grant) {
            return new Setup(data, upstream, requester, more, policy, database, people, grant, encryption);
        }

        /** What the API's and the operations listener encrypt with. */
        public Setup encryption(String tls) {
            return new Setup(data, upstream, requester, more, policy, database, people, tokens, ", tls: " + tls);
        }

        /** Lines of the top level. */
        public Setup database(String lines) {
            return new Setup(data, upstream, requester, more, policy, lines, people, tokens, encryption);
        }

        String yaml() {
            return """
                    api: { listen: "127.0.0.1:0"%s }
                    operations: { listen: "127.0.0.1:0"%s }
                    data: "%s"
                    %s
                    permissions: { force: [risk], breakGlass: [risk], tokens: %s }
                    policy: { path: "%s" }
                    upstreams:
                      - name: registry
                        platform: mlflow
                        listen: "127.0.0.1:0"
                        url: "%s"
                        environments:
                          production: { aliases: [champion], stages: [Production] }
                          staging: { aliases: [challenger], stages: [Staging] }
                        requester: %s
                        protectedTags: ["approved*"]
                    %s
                    people:
                    %s""".formatted(
                            encryption,
                            encryption,
                            data,
                            database,
                            tokens,
                            policy,
                            upstream,
                            requester,
                            more,
                            people.indent(2));
        }
    }

    /** Starts one. */
    public static TestGateway start(Setup setup) throws StartException {
        return start(setup.yaml());
    }

    /** The same with a configuration of a test's own. */
    static TestGateway start(String yaml) throws StartException {
        var platforms = Platforms.installed();
        try {
            var config = ConfigFile.parse(yaml, "test", Map.of(), platforms.words());
            return new TestGateway(
                    Gateway.start(config, platforms, InstantSource.system(), _ -> {}, DATABASE_PATIENCE));
        } catch (ConfigException e) {
            throw new AssertionError(yaml, e);
        }
    }

    /** Where MLflow's clients are pointed at. */
    public String url() {
        return address("upstream registry");
    }

    public Http proxy() {
        return Http.at(url());
    }

    /** The API, called by somebody. */
    public Http api(String person) {
        return Http.at(address("api")).bearer(person + "-token");
    }

    /** Where the API is. */
    public String apiUrl() {
        return address("api");
    }

    Http operations() {
        return Http.at(operationsUrl());
    }

    String operationsUrl() {
        return address("operations");
    }

    public String address(String listener) {
        return Optional.ofNullable(gateway.listeners().get(listener)).orElseThrow();
    }

    /** Approves or rejects a hold as it is now. */
    public Http.Answer review(String person, String hold, String state) {
        var digest = api(person).get("/v1/holds/" + hold).json().path("digest").asText();
        return api(person)
                .post(
                        "/v1/holds/" + hold + "/reviews",
                        "{\"state\":\"%s\",\"comment\":\"by test\",\"digest\":\"%s\"}".formatted(state, digest));
    }

    /** What a command line prints that talks to it as ann. */
    Run run(String... arguments) {
        var environment = Map.of(
                "STAGEGATE_URL", apiUrl(), "STAGEGATE_TOKEN", "ann-token", "STAGEGATE_OPERATIONS_URL", operationsUrl());
        return Run.of(environment, arguments);
    }

    /** Has a snapshot put back by what came with the message that told of it. */
    Http.Answer restore(String snapshot, String token, String body) {
        return Http.at(apiUrl()).bearer(token).post("/v1/snapshots/" + snapshot + "/callbacks", body);
    }

    /** The newest hold of a model. */
    public String hold(String model) {
        return api("ann")
                .get("/v1/holds?model=" + model)
                .json()
                .at("/items/0/id")
                .asText();
    }

    /** Restores what the newest applied change of a model has changed. */
    Http.Answer restore(String workspace, String model, String person, boolean force) {
        // MLflow shows a change a moment before the gateway has recorded how it ended.
        Eventually.holds(() -> assertThat(snapshots(workspace, model)).isNotEmpty());
        return api(person)
                .post(
                        "/v1/snapshots/" + snapshots(workspace, model).getFirst() + "/restore",
                        "{\"force\":" + force + "}");
    }

    private List<String> snapshots(String workspace, String model) {
        var applied = api("ann")
                .get("/v1/promotions?outcome=applied&model=" + model)
                .json()
                .path("items");
        return applied.valueStream()
                .filter(p -> p.path("workspace").asText().equals(workspace))
                .map(p -> p.path("snapshot").asText())
                .toList();
    }

    @Override
    public void close() {
        gateway.close();
    }
}
