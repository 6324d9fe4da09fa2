package io.stagegate.it.gateway;

import io.stagegate.config.ConfigException;
import io.stagegate.config.ConfigFile;
import io.stagegate.gateway.server.Gateway;
import io.stagegate.gateway.server.Platforms;
import io.stagegate.gateway.server.StartException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;

/** A gateway in this process, on free ports, in front of a real server. */
public final class TestGateway implements AutoCloseable {
    static final Path BASELINE =
            Path.of("../rules/policies/baseline").toAbsolutePath().normalize();

    private final Gateway gateway;

    private TestGateway(Gateway gateway) {
        this.gateway = gateway;
    }

    /** What differs from one test to another. */
    public record Setup(Path data, String upstream, String requester, String more, Path policy, String database) {
        public static Setup open(Path data, String upstream) {
            return new Setup(data, upstream, "{ from: anonymous }", "", BASELINE, "");
        }

        public Setup requester(String text) {
            return new Setup(data, upstream, text, more, policy, database);
        }

        /** Further lines of the upstream, each behind four blanks. */
        public Setup more(String lines) {
            return new Setup(data, upstream, requester, lines, policy, database);
        }

        Setup policy(Path directory) {
            return new Setup(data, upstream, requester, more, directory, database);
        }

        /** Lines of the top level. */
        Setup database(String lines) {
            return new Setup(data, upstream, requester, more, policy, lines);
        }

        String yaml() {
            return """
                    api: { listen: "127.0.0.1:0" }
                    operations: { listen: "127.0.0.1:0" }
                    data: "%s"
                    %s
                    permissions: { force: [risk] }
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
                      - { id: ann, groups: [ml-leads], token: ann-token, slack: UANN }
                      - { id: bob, groups: [risk], token: bob-token, slack: UBOB }
                      - { id: eve, groups: [interns], token: eve-token, slack: UEVE }
                    """.formatted(data, database, policy, upstream, requester, more);
        }
    }

    /** Starts one. */
    public static TestGateway start(Setup setup) throws StartException {
        var platforms = Platforms.installed();
        try {
            var config = ConfigFile.parse(setup.yaml(), "test", Map.of(), platforms.words());
            return new TestGateway(Gateway.start(config, platforms, InstantSource.system(), _ -> {}));
        } catch (ConfigException e) {
            throw new AssertionError(setup.yaml(), e);
        }
    }

    /** Where MLflow's clients are pointed at. */
    public String url() {
        return address("upstream registry");
    }

    Http proxy() {
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

    private String address(String listener) {
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

    /** The newest hold of a model. */
    public String hold(String model) {
        return api("ann")
                .get("/v1/holds?model=" + model)
                .json()
                .at("/items/0/id")
                .asText();
    }

    @Override
    public void close() {
        gateway.close();
    }
}
