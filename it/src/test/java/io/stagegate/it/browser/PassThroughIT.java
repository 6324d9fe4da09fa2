package io.stagegate.it.browser;

import static org.assertj.core.api.Assertions.assertThat;

import io.stagegate.gateway.server.StartException;
import io.stagegate.it.gateway.Http;
import io.stagegate.it.gateway.Registry;
import io.stagegate.it.gateway.TestGateway;
import io.stagegate.it.mlflow.MlflowServer;
import io.stagegate.it.mlflow.RealMlflow;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/**
 * A tour of the UI, made twice: at MLflow itself and through the gateway. What the UI asks for and is told on the way has to
 * be the same, but for what MLflow itself refuses.
 */
@ExtendWith(RealBrowser.class)
@ExtendWith(RealMlflow.class)
class PassThroughIT {

    /** A page, and words that it shows once it has what it came for. */
    private record Stop(String path, String words) {}

    /** What came of one page. */
    private record Visit(Set<Exchange> exchanges, Set<Exchange> failures, Set<String> complaints) {}

    private static List<Stop> tour(String run) {
        return List.of(
                new Stop("/", "Welcome to MLflow"),
                new Stop("/#/models", "ui-toured"),
                new Stop("/#/models/ui-toured", "Version 1"),
                new Stop("/#/models/ui-toured/versions/1", "Registered At"),
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
        registry.model("ui-toured", 0.9);
        registry.alias("ui-toured", "champion", "1");
        var run = registry.versions("ui-toured").at("/0/run_id").asText();
        try (var gateway = TestGateway.start(TestGateway.Setup.open(data, mlflow.url()))) {
            var direct = travel(browser, mlflow.url(), run, Map.of());
            var through = travel(browser, gateway.url(), run, direct);

            var asked = new HashSet<String>();
            direct.forEach((page, visit) -> {
                var same = through.getOrDefault(page, visit);
                assertThat(same.failures()).as(page).isSubsetOf(visit.failures());
                assertThat(same.complaints()).as(page).isSubsetOf(visit.complaints());
                visit.exchanges().forEach(e -> asked.add(e.method() + " " + e.path()));
            });
            assertThat(through).hasSameSizeAs(tour(run));
            assertThat(asked)
                    .as("what a tour without holes has asked for")
                    .contains(
                            "POST /graphql",
                            "GET /ajax-api/2.0/mlflow/registered-models/search",
                            "POST /ajax-api/2.0/mlflow/runs/search",
                            "POST /ajax-api/3.0/mlflow/traces/search",
                            "POST /ajax-api/3.0/mlflow/review-queues/get-or-create-user");
            assertThat(gateway.api("ann")
                            .get("/v1/audit?type=request.refused")
                            .json()
                            .path("items"))
                    .isEmpty();
        }
    }

    /** @param before what the same tour has asked for elsewhere, so that no answer is missed here because it comes late */
    private static Map<String, Visit> travel(Browser browser, String site, String run, Map<String, Visit> before) {
        browser.forget(site);
        var visits = new LinkedHashMap<String, Visit>();
        for (var stop : tour(run)) {
            var traffic = new Traffic(site);
            browser.go(site + stop.path());
            browser.until("say " + stop.words(), _ -> browser.text().contains(stop.words()));
            browser.settle(traffic);
            if (before.get(stop.path()) instanceof Visit visit) {
                browser.until("ask for " + visit.exchanges(), _ -> {
                    browser.settle(traffic);
                    return asked(traffic.exchanges()).containsAll(asked(visit.exchanges()));
                });
            }
            visits.put(stop.path(), new Visit(traffic.exchanges(), traffic.failures(), complaints(browser, site)));
        }
        return visits;
    }

    private static Set<String> asked(Set<Exchange> exchanges) {
        var out = new HashSet<String>();
        exchanges.forEach(e -> out.add(e.method() + " " + e.path()));
        return out;
    }

    private static Set<String> complaints(Browser browser, String site) {
        var out = new HashSet<String>();
        browser.complaints().forEach(c -> out.add(c.replace(site, "")));
        return out;
    }
}
