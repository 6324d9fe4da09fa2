package io.stagegate.it.documentation;

import java.time.Duration;

/**
 * What the documents speak of: a model whose version 1 serves as champion, whose version 2 is in staging and was asked for as
 * champion by mia, which is held, and whose version 3 has never been in staging.
 *
 * @param model its name on the server
 * @param hold id of the hold
 * @param promotion id of the promotion
 */
record Scene(String model, String hold, String promotion) {
    private static final String API = "/api/2.0/mlflow/";

    /**
     * Sets it.
     *
     * @param registry the server itself
     * @param gateway the gateway in front of it, as mia
     * @param approver the gateway's API, as ann
     */
    static Scene set(String model, Api registry, Api gateway, Api approver) throws Exception {
        registry.post(API + "registered-models/create", "{\"name\":\"" + model + "\"}", "/registered_model/name");
        version(registry, model, 0.91, "logistic-regression");
        version(registry, model, 0.934, "gradient-boosting");
        version(registry, model, 0.95, "gradient-boosting");
        registry.post(API + "registered-models/alias", alias(model, "champion", "1"));
        gateway.post(API + "registered-models/alias", alias(model, "challenger", "2"));
        gateway.post(API + "registered-models/alias", alias(model, "champion", "2"), "/error_code");
        var hold = approver.get("/v1/holds?model=" + model).at("/items/0");
        return new Scene(model, hold.path("id").asText(), hold.path("promotion").asText());
    }

    private static void version(Api registry, String model, double accuracy, String algorithm) throws Exception {
        var run = registry.post(API + "runs/create", "{\"experiment_id\":\"0\"}", "/run/info/run_id")
                .asText();
        registry.post(
                API + "runs/log-metric",
                "{\"run_id\":\"%s\",\"key\":\"accuracy\",\"value\":%s,\"timestamp\":1}".formatted(run, accuracy));
        registry.post(
                API + "runs/log-parameter",
                "{\"run_id\":\"%s\",\"key\":\"algorithm\",\"value\":\"%s\"}".formatted(run, algorithm));
        registry.post(
                API + "model-versions/create",
                "{\"name\":\"%s\",\"source\":\"s3://bucket/%s\",\"run_id\":\"%s\"}".formatted(model, run, run),
                "/model_version/version");
    }

    private static String alias(String model, String alias, String version) {
        return "{\"name\":\"%s\",\"alias\":\"%s\",\"version\":\"%s\"}".formatted(model, alias, version);
    }

    /** Has it approved, and waits until it is applied. */
    void approve(Api approver) throws Exception {
        var digest = approver.get("/v1/holds/" + hold).path("digest").asText();
        approver.post(
                "/v1/holds/" + hold + "/reviews",
                "{\"state\":\"approved\",\"comment\":\"better on every slice\",\"digest\":\"" + digest + "\"}",
                "/holdState");
        while (approver.get("/v1/promotions/" + promotion).path("outcome").isMissingNode()) {
            Thread.sleep(Duration.ofMillis(100));
        }
    }
}
