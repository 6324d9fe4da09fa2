package io.stagegate.it.faults;

import static io.stagegate.it.gateway.Registry.API;
import static org.assertj.core.api.Assertions.assertThat;

import io.stagegate.gateway.faults.Failpoint;
import io.stagegate.it.gateway.Eventually;
import io.stagegate.it.gateway.GatewayProcess;
import io.stagegate.it.gateway.Http;
import io.stagegate.it.gateway.Registry;
import java.io.UncheckedIOException;

/** A promotion that comes by a failpoint on one replica, and is brought to its end on another. */
final class Scene {
    private final Fleet fleet;
    private final Failpoint point;
    private final String model;

    Scene(Fleet fleet, Failpoint point, int round) {
        this.fleet = fleet;
        this.point = point;
        this.model = (held() ? "held-" : "open-") + round;
        var registry = fleet.upstream().registry().registry();
        registry.model(model, 0.9, 0.95);
        registry.alias(model, "champion", "1");
    }

    String model() {
        return model;
    }

    /** Whether people have to approve on the way to the point. */
    private boolean held() {
        return switch (point) {
            case HOLD_COMMITTED, REVIEW_VERIFIED, REVIEW_COMMITTED, CLAIMED -> true;
            case BODY_BEGUN, BODY_READ, EVIDENCE_READ, DECIDED, TARGET_READ, SNAPSHOT_WRITTEN -> false;
            case INTENT_COMMITTED, SENDING, ANSWERED, OUTCOME_COMMITTED -> false;
            case RESTORE_INTENDED, READ_BACK, MIGRATING, ATTEMPT_ADOPTED -> false;
            case RECORDED_UNSEQUENCED, SEQUENCED_UNSIGNED -> false;
        };
    }

    private boolean restores() {
        return point == Failpoint.RESTORE_INTENDED || point == Failpoint.READ_BACK;
    }

    /** What has to serve in the end. */
    String expected() {
        return restores() ? "1" : "2";
    }

    void play(GatewayProcess victim, GatewayProcess other) {
        if (restores()) {
            assertThat(promote(other)).isEqualTo(200);
            quietly(() -> restore(victim));
        } else if (point == Failpoint.ATTEMPT_ADOPTED) {
            quietly(() -> promote(other));
        } else {
            quietly(() -> promote(victim));
            if (held()) {
                quietly(() -> approve(victim));
            }
        }
    }

    /** As people do when their command failed: the same again, until it is done. */
    void finish(GatewayProcess gateway) {
        Eventually.holds(() -> {
            if (restores()) {
                restore(gateway);
            } else if (promote(gateway) == 409) {
                approve(gateway);
            }
            assertThat(fleet.champion(model)).isEqualTo(expected());
        });
    }

    private int promote(GatewayProcess gateway) {
        var body = Registry.aliasBody(model, "champion", "2");
        var answer = Http.at(gateway.url()).with("prefer", "wait=0").post(API + "registered-models/alias", body);
        fleet.told(body, answer.status());
        return answer.status();
    }

    private void approve(GatewayProcess gateway) {
        var hold = gateway.api("ann")
                .get("/v1/holds?state=pending&model=" + model)
                .json()
                .at("/items/0");
        if (hold.hasNonNull("id")) {
            var review = "{\"state\":\"approved\",\"digest\":\""
                    + hold.path("digest").asText() + "\"}";
            gateway.api("ann").post("/v1/holds/" + hold.path("id").asText() + "/reviews", review);
        }
    }

    private void restore(GatewayProcess gateway) {
        var promotion = gateway.api("ann")
                .get("/v1/promotions?outcome=applied&model=" + model)
                .json();
        var snapshot = promotion.at("/items").findValues("snapshot").getLast().asText();
        gateway.api("ann").post("/v1/snapshots/" + snapshot + "/restore", "{}");
    }

    /** The one who is asked may be gone before it has answered. */
    private static void quietly(Runnable asking) {
        try {
            asking.run();
        } catch (UncheckedIOException e) {
            assertThat(e).hasMessageNotContaining("timed out");
        }
    }
}
