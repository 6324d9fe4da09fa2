package io.stagegate.it.browser;

import static io.stagegate.it.mlflow.MlflowServer.PREFIX;
import static org.assertj.core.api.Assertions.assertThat;

import io.stagegate.gateway.server.StartException;
import io.stagegate.it.gateway.Http;
import io.stagegate.it.gateway.Registry;
import io.stagegate.it.gateway.TestGateway;
import io.stagegate.it.mlflow.MlflowServer;
import io.stagegate.it.mlflow.RealMlflow;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.ResourceLock;

/** The web UI of a server below a static prefix. */
@ResourceLock(RealBrowser.LOCK)
@ExtendWith(RealBrowser.class)
@ExtendWith(RealMlflow.class)
class PrefixedUiIT {

    @Test
    void the_ui_below_a_prefix_is_shown_saves_what_serves_nothing_and_is_told_what_is_denied(
            Browser browser, @RealMlflow.Prefixed MlflowServer mlflow, @TempDir Path data) throws StartException {
        var registry = new Registry(Http.at(mlflow.url() + PREFIX));
        registry.model("ui-prefixed", 0.95, 0.90);
        registry.alias("ui-prefixed", "champion", "1");
        registry.alias("ui-prefixed", "challenger", "2");
        var setup = TestGateway.Setup.open(data, mlflow.url()).more("    staticPrefix: " + PREFIX);
        try (var gateway = TestGateway.start(setup)) {
            browser.forget(gateway.url());

            var page = VersionPage.open(browser, gateway.url() + PREFIX, "ui-prefixed", "2");
            page.editAliases().add("mine").save().closes();
            page.showsAlias("mine");
            var dialog = page.editAliases().add("champion").save();

            assertThat(dialog.error()).contains("registry/ui-prefixed@champion denied by EVAL-002");
            assertThat(registry.alias("ui-prefixed", "mine")).contains("2");
            assertThat(registry.alias("ui-prefixed", "champion")).contains("1");
        }
    }
}
