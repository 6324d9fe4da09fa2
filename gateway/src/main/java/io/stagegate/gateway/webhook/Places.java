package io.stagegate.gateway.webhook;

import io.stagegate.gateway.webhook.Deliveries.Event;
import io.stagegate.gateway.webhook.Deliveries.Topic;
import java.util.function.Supplier;

/**
 * Where receivers are sent back to.
 *
 * @param base tells where the API is, without a slash at its end
 */
record Places(Supplier<String> base) {
    String hold(String id) {
        return base.get() + "/v1/holds/" + id;
    }

    String callbacks(String hold) {
        return hold(hold) + "/callbacks";
    }

    String restores(String snapshot) {
        return base.get() + "/v1/snapshots/" + snapshot + "/callbacks";
    }

    /** What an event is about. */
    String of(Event event) {
        return switch (event.about()) {
            case Topic.Hold(var id) -> hold(id);
            case Topic.Promotion(var id) -> base.get() + "/v1/promotions/" + id;
            case Topic.Target(var id) -> base.get() + "/v1/targets/" + id + "/history";
        };
    }
}
