package io.stagegate.gateway.pipeline;

import java.util.function.Supplier;

/**
 * Addresses of the gateway's own API, as told to people.
 *
 * @param base tells where the API is, such as {@code http://127.0.0.1:8181}, without a slash at its end
 */
public record Links(Supplier<String> base) {
    public String hold(String id) {
        return base.get() + "/v1/holds/" + id;
    }

    public String promotion(String id) {
        return base.get() + "/v1/promotions/" + id;
    }
}
