package io.stagegate.gateway.webhook;

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

    String promotion(String id) {
        return base.get() + "/v1/promotions/" + id;
    }
}
