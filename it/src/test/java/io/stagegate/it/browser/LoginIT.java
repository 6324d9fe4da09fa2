package io.stagegate.it.browser;

import static io.stagegate.it.gateway.Registry.API;
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

/** The web UI of a server whose users log in. */
@ResourceLock(RealBrowser.LOCK)
@ExtendWith(RealBrowser.class)
@ExtendWith(RealMlflow.class)
class LoginIT {
    private static final String PASSWORD = "only-for-tests-3";

    @Test
    void who_has_logged_in_is_who_asks_and_cannot_approve_it(
            Browser browser, @RealMlflow.Users MlflowServer mlflow, @TempDir Path data) throws StartException {
        var admin = Http.at(mlflow.url()).basic(MlflowServer.ADMIN, MlflowServer.PASSWORD);
        admin.post(API + "users/create", "{\"username\":\"bob\",\"password\":\"%s\"}".formatted(PASSWORD));
        var registry = new Registry(admin);
        registry.model("ui-login", 0.90, 0.95);
        registry.alias("ui-login", "challenger", "2");
        var setup = TestGateway.Setup.open(data, mlflow.url())
                .requester("{ from: basic }")
                .more("    reads: { username: %s, password: %s }\n    hold: { wait: 2s }"
                        .formatted(MlflowServer.ADMIN, MlflowServer.PASSWORD));
        try (var gateway = TestGateway.start(setup)) {
            browser.forget(gateway.url());
            browser.logIn(gateway.url(), "bob", PASSWORD);

            var dialog = VersionPage.open(browser, gateway.url(), "ui-login", "2")
                    .editAliases()
                    .add("champion")
                    .save();

            assertThat(dialog.error()).contains("held as h-");
            assertThat(gateway.api("ann")
                            .get("/v1/holds/" + gateway.hold("ui-login"))
                            .json()
                            .at("/requester/id")
                            .asText())
                    .contains("bob");
            var own = gateway.review("bob", gateway.hold("ui-login"), "approved");
            assertThat(own.status()).isEqualTo(403);
            assertThat(own.text()).contains("bob asked for this change");
            assertThat(registry.alias("ui-login", "champion")).isEmpty();
        }
    }
}
