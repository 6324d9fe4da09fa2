package io.stagegate.gateway.cli;

import io.stagegate.config.ConfigException;
import io.stagegate.config.ConfigFile;
import io.stagegate.config.GatewayConfig;
import io.stagegate.gateway.server.Platforms;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;

/**
 * How the demo's gateway is set up.
 *
 * @param data where the embedded PostgreSQL is kept
 * @param watch whether what is promoted is watched, with readings that the demo itself pushes
 */
record DemoSetup(Ports ports, Path data, boolean watch, Map<String, String> environment) {
    private static final String SOURCE = """
            sources:
              - { name: demo, kind: push, token: "${DEMO_SOURCE_TOKEN}", models: ["*"] }
            """;

    /**
     * What is shown to its API.
     *
     * @param person by ann
     * @param source by whoever pushes readings
     */
    record Tokens(String person, String source) {
        /** Two that nobody can guess. */
        static Tokens make() {
            return new Tokens(secret(), secret());
        }
    }

    /** Where it listens; 0 is any free port. */
    record Ports(int proxy, int api, int operations) {}

    /** Who promotes, as the registry knows them; nobody where it has no users. */
    record Login(String username, String password) {
        String header() {
            var pair = (username + ":" + password).getBytes(StandardCharsets.UTF_8);
            return "Basic " + Base64.getEncoder().encodeToString(pair);
        }
    }

    GatewayConfig config(String registry, Optional<Login> login, Tokens tokens, Platforms platforms)
            throws ConfigException {
        var requester = login.isPresent() ? "basic" : "anonymous";
        var reads = login.map(_ -> "    reads: { username: \"${DEMO_USER}\", password: \"${DEMO_PASSWORD}\" }\n")
                .map(line -> line.replace("${DEMO_USER}", login.orElseThrow().username()))
                .orElse("");
        var yaml = """
                api: { listen: "127.0.0.1:%d" }
                operations: { listen: "127.0.0.1:%d" }
                data: "%s"
                policy: { path: "%s" }
                upstreams:
                  - name: registry
                    platform: mlflow
                    listen: "127.0.0.1:%d"
                    url: "%s"
                    environments:
                      production: { aliases: [champion], stages: [Production] }
                      staging: { aliases: [challenger], stages: [Staging] }
                    requester: { from: %s }
                %speople:
                  - { id: ann, groups: [ml-leads, risk], token: "${DEMO_TOKEN}" }
                """.formatted(
                        ports.api(), ports.operations(), data, policy(), ports.proxy(), registry, requester, reads)
                + (watch ? SOURCE : "");
        var secrets = Map.of(
                "DEMO_TOKEN",
                tokens.person(),
                "DEMO_SOURCE_TOKEN",
                tokens.source(),
                "DEMO_PASSWORD",
                login.map(Login::password).orElse("none"));
        return ConfigFile.parse(yaml, "demo", secrets, platforms.words());
    }

    /** Relative to where the program lies, where there is no such directory here. */
    private Path policy() {
        var set = "rules/policies/" + (watch ? "demo-watch" : "baseline");
        var here = Path.of(set);
        var home = Path.of(environment.getOrDefault("STAGEGATE_HOME", "."), set);
        return Files.isDirectory(here) ? here : home;
    }

    /** A token or password that nobody can guess. */
    static String secret() {
        var bytes = new byte[16];
        new SecureRandom().nextBytes(bytes);
        return HexFormat.of().formatHex(bytes);
    }
}
