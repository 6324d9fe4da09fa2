package io.stagegate.it.faults;

import static io.stagegate.it.gateway.Registry.API;
import static org.assertj.core.api.Assertions.assertThat;

import io.stagegate.gateway.faults.Failpoint;
import io.stagegate.it.gateway.Eventually;
import io.stagegate.it.gateway.GatewayProcess;
import io.stagegate.it.gateway.Http;
import io.stagegate.it.gateway.Registry;
import java.io.UncheckedIOException;
import java.util.Set;

/** A promotion that comes by a failpoint on one replica, and is brought to its end on another. */
final class Scene {
    private static final Set<Failpoint> RACED =
            Set.of(Failpoint.TELLING, Failpoint.TOLD, Failpoint.RECORDED_UNSEQUENCED, Failpoint.SEQUENCED_UNSIGNED);

    private final Fleet fleet;
    private final Failpoint point;
    private final String model;
    private int others;

    Scene(Fleet fleet, Failpoint point, int round) {
        this.fleet = fleet;
        this.point = point;
        this.model = (held() ? "held-" : "open-") + round;
        fleet.model(model);
    }

    String model() {
        return model;
    }

    /** Whether people have to approve on the way to the point. */
    private boolean held() {
        return switch (point) {
            case HOLD_COMMITTED, REVIEW_VERIFIED, REVIEW_COMMITTED, CLAIMED, TELLING, TOLD -> true;
            case BODY_BEGUN, BODY_READ, EVIDENCE_READ, DECIDED, TARGET_READ, SNAPSHOT_WRITTEN -> false;
            case INTENT_COMMITTED, SENDING, HALF_SENT, ANSWER_BEGUN, ANSWERED, OUTCOME_COMMITTED -> false;
            case RESTORE_INTENDED, READ_BACK, MIGRATING, ATTEMPT_ADOPTED -> false;
            case RECORDED_UNSEQUENCED, SEQUENCED_UNSIGNED -> false;
            case WATCH_CLAIMED, LOOK_RECORDED, WATCH_RESTORING, WATCH_ASKED -> false;
        };
    }

    private boolean restores() {
        return point == Failpoint.RESTORE_INTENDED || point == Failpoint.READ_BACK;
    }

    /** Whether it is reached by whichever replica comes first: then it is asked for until it was the right one. */
    boolean raced() {
        return RACED.contains(point);
    }

    /** Gives the replicas another message to tell. */
    void again(GatewayProcess gateway) {
        var other = model + "-" + others++;
        fleet.model(other);
        quietly(() -> promote(gateway, other));
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
        return promote(gateway, model);
    }

    private int promote(GatewayProcess gateway, String which) {
        var body = Registry.aliasBody(which, "champion", "2");
        try {
            var answer = Http.at(gateway.url())
                    .basic(LoggedUpstream.USER, LoggedUpstream.PASSWORD)
                    .with("prefer", "wait=0")
                    .post(API + "registered-models/alias", body);
            fleet.told(body, answer.status(), answer.text());
            return answer.status();
        } catch (UncheckedIOException e) {
            fleet.told(body, 0, "");
            throw e;
        }
    }

    private void approve(GatewayProcess gateway) {
        var hold = gateway.api("ann")
                .get("/v1/holds?state=pending&model=" + model)
                .json()
                .at("/items/0");
        if (hold.hasNonNull("id")) {
            var review = "{\"state\":\"approved\",\"digest\":\""
                    + hold.path("digest").asText() + "\"}";
            var id = hold.path("id").asText();
            if (gateway.api("ann").post("/v1/holds/" + id + "/reviews", review).status() == 201) {
                fleet.said(id, "ann", "approved");
            }
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
