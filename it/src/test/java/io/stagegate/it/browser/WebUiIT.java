package io.stagegate.it.browser;

import static org.assertj.core.api.Assertions.assertThat;

import io.stagegate.gateway.server.StartException;
import io.stagegate.it.gateway.Eventually;
import io.stagegate.it.gateway.Http;
import io.stagegate.it.gateway.Registry;
import io.stagegate.it.gateway.TestGateway;
import io.stagegate.it.mlflow.MlflowServer;
import io.stagegate.it.mlflow.RealMlflow;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.ResourceLock;

/** Promotions made in MLflow's own web UI, opened through the gateway in a real browser. */
@ResourceLock(RealBrowser.LOCK)
@ExtendWith(RealBrowser.class)
@ExtendWith(RealMlflow.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class WebUiIT {
    private Browser browser;
    private MlflowServer mlflow;
    private TestGateway gateway;
    private Registry registry;

    @BeforeAll
    void start(Browser given, MlflowServer server, @TempDir Path data) throws StartException {
        browser = given;
        mlflow = server;
        gateway = waiting("2s", data);
        registry = new Registry(Http.at(server.url()));
    }

    private TestGateway waiting(String wait, Path data) throws StartException {
        return TestGateway.start(
                TestGateway.Setup.open(data, mlflow.url()).more("    hold: { wait: %s }".formatted(wait)));
    }

    @BeforeEach
    void forget() {
        browser.forget(gateway.url());
    }

    @AfterAll
    void stop() {
        gateway.close();
    }

    private VersionPage version(String model, String version) {
        return VersionPage.open(browser, gateway.url(), model, version);
    }

    /** Version 1 serves, version 2 is in staging. */
    private void prepare(String model, double... accuracies) {
        registry.model(model, accuracies);
        registry.alias(model, "champion", "1");
        registry.alias(model, "challenger", "2");
    }

    @Test
    void a_denied_alias_says_by_which_rule_and_what_to_do_and_nothing_changes() {
        prepare("ui-denied", 0.95, 0.90);

        var dialog = version("ui-denied", "2").editAliases().add("champion").save();

        assertThat(dialog.error())
                .contains("registry/ui-denied@champion denied by EVAL-002", "accuracy 0.9 is below the serving 0.95")
                .contains("Remedy: retrain", gateway.apiUrl() + "/v1/promotions/p-");
        assertThat(registry.alias("ui-denied", "champion")).contains("1");
    }

    @Test
    void a_held_alias_says_so_and_is_saved_by_the_same_button_once_approved() {
        prepare("ui-held", 0.90, 0.95);

        var page = version("ui-held", "2");
        var dialog = page.editAliases().add("champion").save();

        assertThat(dialog.error())
                .contains("held as " + gateway.hold("ui-held"), "APPR-002", "1 of ml-leads", " until 20")
                .contains(gateway.apiUrl() + "/v1/holds/" + gateway.hold("ui-held"));
        assertThat(registry.alias("ui-held", "champion")).contains("1");

        assertThat(gateway.review("ann", gateway.hold("ui-held"), "approved").status())
                .isEqualTo(201);
        Eventually.holds(() -> assertThat(registry.alias("ui-held", "champion")).contains("2"));
        dialog.save().closes();
        page.showsAlias("champion");
        page.reload().showsAlias("champion");
        assertThat(gateway.api("ann").get("/v1/promotions?model=ui-held").json().path("items"))
                .hasSize(1);
    }

    @Test
    void a_dialog_waits_for_an_approval_and_closes_as_if_nothing_had_been_there(@TempDir Path data)
            throws StartException {
        prepare("ui-waits", 0.90, 0.95);
        try (var patient = waiting("100s", data)) {
            var page = VersionPage.open(browser, patient.url(), "ui-waits", "2");
            var dialog = page.editAliases().add("champion").save();
            Eventually.holds(() -> assertThat(patient.hold("ui-waits")).startsWith("h-"));

            assertThat(dialog.waits()).isTrue();
            assertThat(registry.alias("ui-waits", "champion")).contains("1");
            patient.review("ann", patient.hold("ui-waits"), "approved");

            dialog.closes();
            page.showsAlias("champion");
            assertThat(registry.alias("ui-waits", "champion")).contains("2");
        }
    }

    @Test
    void an_alias_that_serves_nothing_is_set_and_taken_away_and_one_that_serves_stays() {
        prepare("ui-free", 0.90, 0.95);

        var page = version("ui-free", "1");
        page.editAliases().add("mine").save().closes();
        page.reload().showsAlias("mine");
        assertThat(registry.alias("ui-free", "mine")).contains("1");

        page.editAliases().remove("mine").save().closes();
        assertThat(registry.aliases("ui-free")).containsOnlyKeys("champion", "challenger");

        var dialog = page.editAliases().remove("champion").save();
        assertThat(dialog.error()).contains("held as " + gateway.hold("ui-free"), "1 of ml-leads and 1 of risk");
        assertThat(registry.alias("ui-free", "champion")).contains("1");
    }

    @Test
    void a_stage_is_gated_where_the_ui_offers_stages() {
        registry.model("ui-staged", 0.90);

        var page = version("ui-staged", "1");
        page.useStages();
        page.transitionTo("Production");

        assertThat(page.notice())
                .contains("PERMISSION_DENIED", "registry/ui-staged:Production denied by STAGE-001", "Remedy: ");
        assertThat(registry.stages("ui-staged")).containsEntry("1", "None");

        page.reload().transitionTo("Staging");
        page.showsStage("Staging");
        assertThat(registry.stages("ui-staged")).containsEntry("1", "Staging");
    }

    @Test
    void a_protected_tag_is_held_and_others_are_set() {
        registry.model("ui-tagged", 0.90);

        var page = version("ui-tagged", "1");
        page.addTag("note", "from the UI");
        page.showsTag("note");
        page.addTag("approved.by", "me");

        assertThat(page.notice()).contains("Failed to add tag", "held as h-", "TAG-001");
        assertThat(registry.versions("ui-tagged").at("/0/tags").toString())
                .contains("note")
                .doesNotContain("approved");
    }

    @Test
    void a_version_that_serves_is_not_deleted_without_approval_and_others_are() {
        prepare("ui-deleted", 0.90, 0.95, 0.96);

        var page = version("ui-deleted", "1");
        page.delete();
        assertThat(page.notice()).contains("RESOURCE_CONFLICT", "held as h-", "1 of ml-leads and 1 of risk");

        version("ui-deleted", "3").delete();
        Eventually.holds(() -> assertThat(registry.stages("ui-deleted")).containsOnlyKeys("1", "2"));
    }
}
