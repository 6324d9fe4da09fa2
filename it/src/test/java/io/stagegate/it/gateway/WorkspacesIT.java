package io.stagegate.it.gateway;

import static io.stagegate.it.gateway.Registry.API;
import static io.stagegate.it.gateway.Registry.ARTIFACTS;
import static io.stagegate.it.gateway.Registry.WORKSPACE;
import static io.stagegate.it.gateway.Registry.aliasBody;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.stagegate.gateway.server.StartException;
import io.stagegate.it.mlflow.MlflowServer;
import io.stagegate.it.mlflow.RealMlflow;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A real MLflow server with workspaces: a model's name means another model in each of them. */
@ExtendWith(RealMlflow.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class WorkspacesIT {
    private static final String ALIAS = API + "registered-models/alias";
    /** What the workspace is called in a request decides: one holds, one denies, the default one permits. */
    private static final String RULES = """
            rule "Anything goes in the default workspace"
              @id("DEF-001") @owner("tests")
            when
              Promotion( workspace == "" )
            then
              decision.permit("a test wants it so");
            end

            rule "A lead approves in team-a"
              @id("TEAM-001") @owner("tests")
            when
              Promotion( workspace == "team-a" )
              Metric( of == Version.CANDIDATE, name == "accuracy", $value : value )
            then
              decision.hold("accuracy " + $value + " in team-a", approvals(1).from("ml-leads"));
            end

            rule "Nothing goes in team-b"
              @id("TEAM-002") @owner("tests")
            when
              Promotion( workspace == "team-b" )
            then
              decision.deny("a test wants it so");
            end
            """;

    private MlflowServer mlflow;
    private TestGateway gateway;
    private Registry main;
    private Registry teamA;
    private Registry teamB;
    private Registry.Stored file;
    private Http client;

    @BeforeAll
    void start(@RealMlflow.Workspaces MlflowServer server, @TempDir Path data) throws StartException {
        mlflow = server;
        var direct = Http.at(server.url());
        main = new Registry(direct);
        teamA = Registry.workspace(direct, "team-a");
        teamB = Registry.workspace(direct, "team-b");
        // Before the gateway's first look at what serves: its next one is half a minute away.
        everywhere("spelled");
        everywhere("unnamed");
        everywhere("python");
        teamA.create("files");
        file = teamA.stored("files", "version 1");
        teamA.alias("files", "champion", "1");
        gateway = TestGateway.start(TestGateway.Setup.open(data, server.url())
                .policy(Policies.set(data, "deny", RULES))
                .more("    hold: { wait: 1s }"));
        client = gateway.proxy().with("prefer", "wait=0");
    }

    @AfterAll
    void stop() {
        gateway.close();
    }

    /** Version 1 serves; the same in every workspace, but for how accurate version 2 is. */
    private void everywhere(String model) {
        main.model(model, 0.90, 0.91);
        teamA.model(model, 0.90, 0.92);
        teamB.model(model, 0.90, 0.93);
        List.of(main, teamA, teamB).forEach(r -> r.alias(model, "champion", "1"));
    }

    private Http in(String workspace) {
        return client.with(WORKSPACE, workspace);
    }

    private Http.Answer champion(String workspace, String model, String version) {
        return in(workspace).post(ALIAS, aliasBody(model, "champion", version));
    }

    private void serving(String model, String inMain, String inTeamA, String inTeamB) {
        assertThat(List.of(main, teamA, teamB))
                .extracting(r -> r.alias(model, "champion").orElse(""))
                .containsExactly(inMain, inTeamA, inTeamB);
    }

    @Test
    void one_name_in_two_workspaces_is_two_targets() {
        everywhere("fraud");

        var held = champion("team-a", "fraud", "2");
        var hold = gateway.hold("fraud");
        assertThat(held.text()).contains(hold, "accuracy 0.92 in team-a");
        assertThat(gateway.api("ann")
                        .get("/v1/holds/" + hold)
                        .json()
                        .path("resource")
                        .asText())
                .isEqualTo("registry/team-a:fraud@champion");
        assertThat(champion("team-b", "fraud", "2").text())
                .contains("registry/team-b:fraud@champion denied by TEAM-002");
        serving("fraud", "1", "1", "1");
        assertThat(champion("default", "fraud", "2").status()).isEqualTo(200);
        serving("fraud", "2", "1", "1");

        assertThat(gateway.review("ann", hold, "approved").status()).isEqualTo(201);
        Eventually.holds(() -> serving("fraud", "2", "2", "1"));
        assertThat(gateway.restore("team-a", "fraud", "ann", false).status()).isEqualTo(200);
        serving("fraud", "2", "1", "1");
        // Were it one target, it had moved on.
        assertThat(gateway.restore("", "fraud", "ann", false).status()).isEqualTo(200);
        serving("fraud", "1", "1", "1");
    }

    /** Each is decided in one workspace, and has an effect there at most. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "X-MLFLOW-WORKSPACE: team-b",
                "x-mlflow-workspace:team-b",
                "X-Mlflow-Workspace: \t team-b \t",
                "X-MLFLOW-WORKSPACE: team-b\r\nConnection: X-MLFLOW-WORKSPACE",
                "X-MLFLOW-WORKSPACE: team-b\r\nX-MLFLOW-WORKSPACE: default",
                "X-MLFLOW-WORKSPACE: default\r\nX-MLFLOW-WORKSPACE: team-b",
                "X-MLFLOW-WORKSPACE:\r\nX-MLFLOW-WORKSPACE: team-b",
                "X-MLFLOW-WORKSPACE: team-b, default",
                "X-MLFLOW-WORKSPACE: default, team-b",
                "X-MLFLOW-WORKSPACE: team-b;default",
                "X-MLFLOW-WORKSPACE: \"team-b\"",
                "X-MLFLOW-WORKSPACE: TEAM-B",
                "X-MLFLOW-WORKSPACE: Default",
                "X-MLFLOW-WORKSPACE: team-b\u00a0",
                "X-MLFLOW-WORKSPACE: \u0085team-b",
                "X-MLFLOW-WORKSPACE: team%2Db",
                "X-MLFLOW-WORKSPACE: default\u00a0",
                "X-MLFLOW-WORKSPACE: nobody",
                "X-MLFLOW-WORKSPACE: workspaces/team-b",
                "X-MLFLOW-WORKSPACE: ../team-b",
                "X-MLFLOW-WORKSPACE: x",
                "X-MLFLOW-WORKSPACE: ajax-api"
            })
    void a_workspace_that_is_not_permitted_is_not_reached_by_any_spelling(String headers) {
        var answer = RawHttp.send(gateway.url(), promoting("spelled", headers));

        assertThat(RawHttp.status(answer)).as(answer).isBetween(400, 409);
        serving("spelled", "1", "1", "1");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Accept: */*",
                "X-MLFLOW-WORKSPACE: default",
                "X-MLFLOW-WORKSPACE:",
                "X-MLFLOW-WORKSPACE: \t",
                "X_MLFLOW_WORKSPACE: team-b",
                "MLFLOW-WORKSPACE: team-b"
            })
    void what_names_no_workspace_means_the_default_one_and_is_forwarded_there(String headers) {
        main.alias("unnamed", "champion", "1");

        var answer = RawHttp.send(gateway.url(), promoting("unnamed", headers));

        assertThat(RawHttp.status(answer)).as(answer).isEqualTo(200);
        serving("unnamed", "2", "1", "1");
    }

    private static byte[] promoting(String model, String headers) {
        return RawHttp.request(
                "POST " + ALIAS + "?workspace=team-b HTTP/1.1",
                headers + "\r\n",
                aliasBody(model, "champion", "2").getBytes(UTF_8));
    }

    @Test
    void artifacts_that_serve_in_a_workspace_are_guarded_by_every_name_they_have() {
        var inside = file.path().replaceFirst("^workspaces/team-a/", "");
        assertThat(inside).isNotEqualTo(file.path());
        Eventually.holds(() -> assertThat(in("team-a")
                        .send("PUT", ARTIFACTS + inside.replace("/model/", "/plots/"), "picture")
                        .status())
                .isEqualTo(200));

        for (var path : List.of(inside, file.path())) {
            var write = in("team-a").send("PUT", ARTIFACTS + path, "poison");
            assertThat(write.status()).as(path).isEqualTo(403);
            assertThat(write.text()).contains("registry/team-a:files@champion");
        }
        var upload = "/ajax-api/2.0/mlflow/upload-artifact?path=model/MLmodel&run_uuid=" + file.run();
        assertThat(in("team-a").post(upload, "poison").status()).isEqualTo(403);
        assertThat(in("team-a").get(ARTIFACTS + inside).text()).isEqualTo("version 1");
    }

    @Test
    void what_a_workspace_has_just_promoted_is_guarded_at_once() {
        teamA.create("quick");
        var quick = teamA.stored("quick", "version 1");
        var path = ARTIFACTS + quick.path();
        Eventually.holds(() ->
                assertThat(in("team-a").send("PUT", path, "version 1").status()).isEqualTo(200));

        champion("team-a", "quick", "1");

        // It waits for approval: what was reviewed is what will serve.
        assertThat(in("team-a").send("PUT", path, "poison").status()).isEqualTo(403);
    }

    @Test
    void workspaces_themselves_are_not_made_or_deleted_through_the_gateway() {
        var route = "/api/3.0/mlflow/workspaces";

        assertThat(client.post(route, "{\"name\":\"team-c\"}").status()).isEqualTo(403);
        assertThat(client.send("PATCH", route + "/team-a", "{\"default_artifact_root\":\"s3://elsewhere\"}")
                        .status())
                .isEqualTo(403);
        assertThat(client.send("DELETE", route + "/team-a?mode=SET_DEFAULT", "").status())
                .isEqualTo(403);

        Eventually.holds(() -> assertThat(
                        gateway.api("ann").get("/v1/audit?type=request.refused").text())
                .contains("DELETE " + route + "/team-a"));
    }

    @Test
    void python_promotes_in_the_workspace_that_it_has_chosen() {
        var run = mlflow.python()
                .script(
                        """
                        import mlflow
                        client = mlflow.MlflowClient()
                        def promote(where):
                            try:
                                client.set_registered_model_alias("python", "champion", "2")
                                print(where, "PROMOTED")
                            except mlflow.exceptions.MlflowException as e:
                                print(where, e)
                        promote("environment")
                        mlflow.set_workspace("team-a")
                        promote("chosen")
                        mlflow.set_workspace("default")
                        promote("default")
                        """,
                        Map.of("MLFLOW_TRACKING_URI", gateway.url(), "MLFLOW_WORKSPACE", "team-b"),
                        Duration.ofMinutes(2));

        assertThat(run.output())
                .contains(
                        "environment PERMISSION_DENIED: Stagegate: registry/team-b:python@champion denied by TEAM-002")
                .contains("chosen RESOURCE_CONFLICT: Stagegate: held as ", "accuracy 0.92 in team-a")
                .contains("default PROMOTED");
        serving("python", "2", "1", "1");
    }
}
