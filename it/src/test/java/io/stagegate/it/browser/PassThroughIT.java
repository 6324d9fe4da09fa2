package io.stagegate.it.browser;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.stagegate.gateway.server.StartException;
import io.stagegate.it.gateway.Http;
import io.stagegate.it.gateway.Registry;
import io.stagegate.it.gateway.TestGateway;
import io.stagegate.it.mlflow.MlflowServer;
import io.stagegate.it.mlflow.RealMlflow;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.ResourceLock;

/**
 * A tour of the UI, made twice: at MLflow itself and through the gateway. What the UI asks for and is told on the way has to
 * be the same, but for what MLflow itself refuses.
 */
@ResourceLock(RealBrowser.LOCK)
@ExtendWith(RealBrowser.class)
@ExtendWith(RealMlflow.class)
class PassThroughIT {

    /** A page, and words that it shows once it has what it came for. */
    private record Stop(String path, String words) {}

    /** What came of a tour. */
    private record Tour(Set<String> asked, Set<Exchange> failures, Set<String> complaints) {}

    private static List<Stop> tour(String run) {
        return List.of(
                new Stop("/", "Welcome to MLflow"),
                // The list has pages: its name puts it on the first, however many models other tests have made.
                new Stop("/#/models", "0-toured"),
                new Stop("/#/models/0-toured", "Version 1"),
                new Stop("/#/models/0-toured/versions/1", "Registered At"),
                new Stop("/#/experiments/0/runs", "Training runs"),
                new Stop("/#/experiments/0/runs/" + run, "Model metrics"),
                new Stop("/#/experiments/0/traces", "Traces"),
                new Stop("/#/experiments/0/review-queue", "Manage questions"),
                new Stop("/#/prompts", "Prompts"),
                new Stop("/#/gateway", "Endpoints"));
    }

    @Test
    void the_ui_is_told_the_same_as_at_mlflow_itself(Browser browser, MlflowServer mlflow, @TempDir Path data)
            throws StartException {
        var registry = new Registry(Http.at(mlflow.url()));
        registry.model("0-toured", 0.9);
        registry.alias("0-toured", "champion", "1");
        var run = registry.versions("0-toured").at("/0/run_id").asText();
        try (var gateway = TestGateway.start(TestGateway.Setup.open(data, mlflow.url()))) {
            var direct = travel(browser, mlflow.url(), run, Set.of());
            var through = travel(browser, gateway.url(), run, direct.asked());

            assertThat(through.failures()).isSubsetOf(direct.failures());
            assertThat(through.complaints()).isSubsetOf(direct.complaints());
            assertThat(through.asked())
                    .as("what a tour without holes asks for")
                    .contains(
                            "POST /graphql",
                            "GET /ajax-api/2.0/mlflow/registered-models/search",
                            "POST /ajax-api/2.0/mlflow/runs/search",
                            "POST /ajax-api/3.0/mlflow/traces/search",
                            "POST /ajax-api/3.0/mlflow/review-queues/get-or-create-user");
            assertThat(refusals(gateway)).isEmpty();
        }
    }

    private static JsonNode refusals(TestGateway gateway) {
        return gateway.api("ann").get("/v1/audit?type=request.refused").json().path("items");
    }

    /** @param before what the same tour has asked for elsewhere: it ends when all that was asked for and answered here as well */
    private static Tour travel(Browser browser, String site, String run, Set<String> before) {
        browser.forget(site);
        var traffic = new Traffic(site);
        for (var stop : tour(run)) {
            browser.go(site + stop.path());
            browser.until("say " + stop.words(), _ -> browser.text().contains(stop.words()));
            browser.settle(traffic);
        }
        browser.until("ask for " + before, _ -> {
            browser.settle(traffic);
            return asked(traffic).containsAll(before);
        });
        return new Tour(asked(traffic), traffic.failures(), complaints(browser, site));
    }

    private static Set<String> asked(Traffic traffic) {
        return traffic.exchanges().stream()
                .map(e -> e.method() + " " + e.path())
                .collect(Collectors.toSet());
    }

    private static Set<String> complaints(Browser browser, String site) {
        return browser.complaints().stream().map(c -> c.replace(site, "")).collect(Collectors.toSet());
    }
}
