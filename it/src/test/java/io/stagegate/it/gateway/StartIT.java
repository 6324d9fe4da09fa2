package io.stagegate.it.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.stagegate.gateway.cli.Stagegate;
import io.stagegate.gateway.cli.Surroundings;
import io.stagegate.gateway.store.EmbeddedDatabase;
import io.stagegate.gateway.store.Schema;
import io.stagegate.it.mlflow.MlflowServer;
import io.stagegate.it.mlflow.RealMlflow;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.time.InstantSource;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** What cannot start says in one line why and how to mend it, and does not exit with 0. */
@ExtendWith(RealMlflow.class)
class StartIT {
    @TempDir
    private Path home;

    private record Run(int code, String out, String err) {
        /** The last line: what was the matter. Those before tell what was being done. */
        String complaint() {
            return err.strip().lines().reduce((_, last) -> last).orElse("");
        }
    }

    private static Run run(String... arguments) {
        var out = new StringWriter();
        var err = new StringWriter();
        var code = Stagegate.run(
                new Surroundings(Map.of(), new PrintWriter(out), new PrintWriter(err), InstantSource.system()),
                arguments);
        return new Run(code, out.toString(), err.toString());
    }

    private Run serve(String yaml) throws IOException {
        return run(
                "serve",
                "--config",
                Files.writeString(home.resolve("c.yaml"), yaml).toString());
    }

    private TestGateway.Setup setup(MlflowServer mlflow) {
        return TestGateway.Setup.open(home.resolve("data"), mlflow.url());
    }

    @Test
    void bad_yaml_and_bad_values(MlflowServer mlflow) throws IOException {
        var yaml = serve("upstreams: [");
        var value = serve(setup(mlflow).yaml().replace("platform: mlflow", "platform: mlfow"));

        assertThat(yaml.code()).isEqualTo(1);
        assertThat(yaml.complaint()).contains("c.yaml:", "this is not YAML");
        assertThat(value.code()).isEqualTo(1);
        assertThat(value.complaint()).contains("did you mean mlflow?");
    }

    @Test
    void values_that_are_impossible_on_the_platform(MlflowServer mlflow) throws IOException {
        var stage = serve(setup(mlflow).yaml().replace("[Production]", "[Prod]"));
        var alias = serve(setup(mlflow).yaml().replace("[champion]", "[latest]"));
        var allow = serve(setup(mlflow)
                .more("    allow: [\"POST /api/2.0/mlflow/registered-models/alias\"]")
                .yaml());

        assertThat(stage.complaint()).contains("Prod is no stage that serves; write Staging, Production or Archived");
        assertThat(alias.complaint()).contains("latest is reserved by MLflow; write latest: true");
        assertThat(allow.complaint()).contains("is governed, so it cannot be allowed");
        assertThat(stage.code() + alias.code() + allow.code()).isEqualTo(3);
    }

    @Test
    void a_key_that_is_none(MlflowServer mlflow) throws IOException {
        var form = serve(setup(mlflow).yaml().replace("policy: {", "policy: { trustedKeys: [team],"));
        var copied = serve(setup(mlflow)
                .yaml()
                .replace(
                        "policy: {",
                        "policy: { trustedKeys: [\"team+00000000+AXm1Vi6P5lT5QHixEuipi6eQH4U65pW+1+DjkQutBJZk\"],"));

        assertThat(form.complaint()).contains("this is no key; write what ./stagegate policy key prints");
        assertThat(copied.complaint()).contains("policy.trustedKeys: team+00000000", "it was not copied whole");
        assertThat(form.code() + copied.code()).isEqualTo(2);
    }

    @Test
    void a_taken_port(MlflowServer mlflow) throws IOException {
        try (var taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            var run = serve(setup(mlflow).yaml().replaceFirst("127.0.0.1:0", "127.0.0.1:" + taken.getLocalPort()));

            assertThat(run.code()).isEqualTo(1);
            assertThat(run.complaint())
                    .contains("api cannot listen on 127.0.0.1:" + taken.getLocalPort(), "stop what listens there");
        }
    }

    @Test
    void users_that_the_server_does_not_have(MlflowServer mlflow) throws IOException {
        var run = serve(setup(mlflow).requester("{ from: basic }").yaml());

        assertThat(run.code()).isEqualTo(1);
        assertThat(run.complaint()).contains("has no users to check against", "write requester: { from: anonymous }");
    }

    @Test
    void a_database_of_a_newer_version(MlflowServer mlflow) throws Exception {
        try (var database = EmbeddedDatabase.start(home.resolve("data"), _ -> {})) {
            Schema.migrate(database.address());
            var url = "jdbc:postgresql://127.0.0.1:" + database.address().port() + "/"
                    + database.address().database();
            try (var connection = DriverManager.getConnection(
                            url,
                            database.address().owner().name(),
                            database.address().owner().password());
                    var statement = connection.createStatement()) {
                statement.execute("""
                        INSERT INTO flyway_schema_history
                            (installed_rank, version, description, type, script, checksum, installed_by, execution_time, success)
                        VALUES (999, '999', 'later', 'SQL', 'V999__later.sql', 1, 'x', 1, true)
                        """);
            }
        }

        var run = serve(setup(mlflow).yaml());

        assertThat(run.code()).isEqualTo(1);
        assertThat(run.complaint()).contains("is of a newer Stagegate: start that version");
    }

    @Test
    void a_data_directory_that_another_gateway_uses(MlflowServer mlflow) throws Exception {
        try (var _ = TestGateway.start(setup(mlflow))) {
            var run = serve(setup(mlflow).yaml());

            assertThat(run.code()).isEqualTo(1);
            assertThat(run.complaint()).contains("another gateway uses");
        }
    }

    @Test
    void checks_that_do_not_start_anything(MlflowServer mlflow) throws IOException {
        var good = Files.writeString(home.resolve("good.yaml"), setup(mlflow).yaml())
                .toString();

        assertThat(run("config", "check", good).code()).isZero();
        assertThat(run("config", "check", good).out()).contains("good; 1 upstream(s)", "requester is anonymous");
        assertThat(run("config", "check", home.resolve("none.yaml").toString()).code())
                .isEqualTo(1);
        assertThat(run("policy", "check", TestGateway.BASELINE.toString()).out())
                .contains("good; ", " rules, sha256:");
        assertThat(run("policy", "check", home.toString()).code()).isEqualTo(2);
        assertThat(run("policy", "check", "--format", "xml").err()).contains("TEXT, JSON, SARIF, JUNIT, GITHUB");
        var mistaken = Files.createDirectories(home.resolve("mistaken"));
        Files.writeString(mistaken.resolve("policy.yaml"), "name: bad\ndefault: maybe\n");
        var checked = run("policy", "check", mistaken.toString(), "--format", "github");
        assertThat(checked.code()).isEqualTo(1);
        assertThat(checked.out()).startsWith("::error file=").contains("line=2,col=10,title=manifest::");
        assertThat(run("holds").err()).contains("STAGEGATE_TOKEN is not set");
        assertThat(run().code()).isEqualTo(2);
    }
}
