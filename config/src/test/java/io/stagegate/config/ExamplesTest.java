package io.stagegate.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.stagegate.core.platform.UpstreamSettings;
import io.stagegate.core.platform.UpstreamSettings.Environment;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ExamplesTest {
    private static final Map<String, String> SECRETS =
            Map.of("MLFLOW_PASSWORD", "for-reads", "ANN_TOKEN", "token-of-ann", "BOB_TOKEN", "token-of-bob");

    @Test
    void the_mlflow_example_says_what_its_comments_say() throws ConfigException {
        var config = load("mlflow.yaml");

        assertThat(config.api()).isEqualTo(new Listen("127.0.0.1", 8181));
        assertThat(config.operations()).isEqualTo(new Listen("127.0.0.1", 9191));
        assertThat(config.data()).isEqualTo(Path.of("./data"));
        assertThat(config.database()).isEmpty();
        assertThat(config.permissions()).isEqualTo(Permissions.DEFAULT);
        assertThat(config.policy()).isEqualTo(PolicySettings.DEFAULT);
        assertThat(config.warnings()).isEmpty();
        assertThat(config.people())
                .containsExactly(
                        new Person(
                                "ann",
                                Set.of("ml-leads"),
                                Optional.of(new Secret("token-of-ann")),
                                Set.of("registry:ann"),
                                Set.of("registry:ci-bot")),
                        new Person(
                                "bob",
                                Set.of("risk"),
                                Optional.of(new Secret("token-of-bob")),
                                Set.of("registry:bob"),
                                Set.of()));
    }

    @Test
    void the_mlflow_example_has_one_upstream_that_an_adapter_can_be_made_for() throws ConfigException {
        var upstream = load("mlflow.yaml").upstreams().getFirst();

        assertThat(upstream.listen()).isEqualTo(new Listen("127.0.0.1", 8080));
        assertThat(upstream.url()).isEqualTo(URI.create("http://127.0.0.1:5000"));
        assertThat(upstream.requester()).isEqualTo(new RequesterSource.Basic());
        assertThat(upstream.credentials()).isEqualTo(new Credentials.FromCaller());
        assertThat(upstream.readLogin()).contains(new Credentials.Login("stagegate", new Secret("for-reads")));
        assertThat(upstream.hold())
                .isEqualTo(new HoldSettings(
                        Optional.of(Duration.ofSeconds(100)), Duration.ofHours(24), HoldSettings.Then.HELD));
        assertThat(upstream.settings())
                .isEqualTo(new UpstreamSettings(
                        "registry",
                        List.of(
                                new Environment("production", Set.of("champion"), Set.of("Production"), false),
                                new Environment("staging", Set.of("challenger"), Set.of("Staging"), false)),
                        "",
                        List.of("approved*"),
                        Set.of()));
    }

    @Test
    void the_anonymous_example_loads_and_says_what_it_cannot_do() throws ConfigException {
        var config = load("anonymous.yaml");

        assertThat(config.upstreams().getFirst().requester()).isEqualTo(new RequesterSource.Anonymous());
        assertThat(config.people().getFirst().identities()).isEmpty();
        assertThat(config.warnings())
                .containsExactly(
                        "upstream registry: requester is anonymous, so a requester cannot be told from a reviewer, "
                                + "and people may approve their own changes");
    }

    private static GatewayConfig load(String example) throws ConfigException {
        return ConfigFile.load(Path.of("examples", example), SECRETS, Set.of("mlflow"));
    }
}
