package io.stagegate.gateway.pipeline;

/**
 * Addresses of the gateway's own API, as told to people.
 *
 * @param base such as {@code http://127.0.0.1:8181}, without a slash at its end
 */
public record Links(String base) {
    public String hold(String id) {
        return base + "/v1/holds/" + id;
    }

    public String promotion(String id) {
        return base + "/v1/promotions/" + id;
    }
}
