package io.stagegate.it.faults;

import static io.stagegate.it.gateway.Registry.API;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.stagegate.it.gateway.Eventually;
import io.stagegate.it.gateway.GatewayProcess;
import io.stagegate.it.gateway.Http;
import io.stagegate.it.gateway.Registry;
import java.io.UncheckedIOException;

/** A promotion that is watched, and put back or asked about. */
final class WatchScene {
    private static final double GOOD = 0.01;
    private static final double BAD = 0.9;

    private final Fleet fleet;
    private final Measuring measuring;
    private final String model;

    WatchScene(Fleet fleet, Measuring measuring, String model) {
        this.fleet = fleet;
        this.measuring = measuring;
        this.model = model;
        fleet.model(model);
    }

    String model() {
        return model;
    }

    /** Promotes what does well. */
    void good(GatewayProcess gateway) {
        measuring.signal(model, GOOD);
        promote(gateway);
        Eventually.holds(() -> assertThat(watch(gateway).path("looks").asInt()).isPositive());
    }

    void turnsBad() {
        measuring.signal(model, BAD);
    }

    /** Promotes what does badly from the first look on. */
    void bad(GatewayProcess gateway) {
        measuring.signal(model, BAD);
        promote(gateway);
    }

    /** Promotes what nothing is known of. */
    void unknown(GatewayProcess gateway) {
        promote(gateway);
    }

    private void promote(GatewayProcess gateway) {
        var body = Registry.aliasBody(model, "champion", "2");
        try {
            var answer = Http.at(gateway.url())
                    .basic(LoggedUpstream.USER, LoggedUpstream.PASSWORD)
                    .post(API + "registered-models/alias", body);
            fleet.told(body, answer.status(), answer.text());
        } catch (UncheckedIOException e) {
            // It was made, and its replica is gone before it could say so.
            fleet.told(body, 0, "");
        }
    }

    JsonNode watch(GatewayProcess gateway) {
        return gateway.api("ann")
                .get("/v1/watches?state=all&model=" + model)
                .json()
                .at("/items/0");
    }

    /** What served before serves again, and its watch says so. */
    void restored(GatewayProcess gateway) {
        Eventually.holds(() ->
                assertThat(watch(gateway).path("state").asText()).as(model).isEqualTo("restored"));
        assertThat(fleet.champion(model)).isEqualTo("1");
    }

    /** People are asked, and agree. */
    void answered(GatewayProcess gateway) {
        Eventually.holds(() ->
                assertThat(watch(gateway).path("holdState").asText()).as(model).isEqualTo("pending"));
        var hold = watch(gateway).path("hold").asText();
        var digest = gateway.api("ann")
                .get("/v1/holds/" + hold)
                .json()
                .path("digest")
                .asText();
        var review = "{\"state\":\"approved\",\"digest\":\"" + digest + "\"}";
        var answer = gateway.api("ann").post("/v1/holds/" + hold + "/reviews", review);
        assertThat(answer.status()).as(answer.text()).isEqualTo(201);
        fleet.said(hold, "ann", "approved");
    }

    /** It does not go on by itself, and says so. */
    void needsSomebody(GatewayProcess gateway) {
        Eventually.holds(() ->
                assertThat(watch(gateway).path("trouble").asText()).as(model).isNotEmpty());
        assertThat(watch(gateway).path("needsSomebody").asBoolean()).isTrue();
        assertThat(fleet.champion(model)).isEqualTo("2");
    }

    /** As people do who were told. */
    void putBack(GatewayProcess gateway) {
        var promotion = watch(gateway).path("promotion").asText();
        var snapshot = gateway.api("ann")
                .get("/v1/promotions/" + promotion)
                .json()
                .path("snapshot")
                .asText();
        var answer = gateway.api("ann").post("/v1/snapshots/" + snapshot + "/restore", "{}");
        assertThat(answer.status()).as(answer.text()).isEqualTo(200);
    }

    /** How often the upstream was told to put it back. */
    long sent() {
        return fleet.upstream().log().stream()
                .filter(e -> e.body().contains("\"" + model + "\"") && e.body().contains("\"version\":\"1\""))
                .count();
    }

    void over() {
        measuring.silence(model);
    }
}
