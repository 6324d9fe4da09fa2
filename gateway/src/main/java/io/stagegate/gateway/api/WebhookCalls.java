package io.stagegate.gateway.api;

import io.stagegate.core.Subject;
import io.stagegate.core.json.JsonValue;
import io.stagegate.core.json.JsonValue.JsonObject;
import io.stagegate.core.platform.Reply;
import io.stagegate.gateway.api.Api.Operation;
import io.stagegate.gateway.webhook.Webhooks;
import java.util.Map;
import java.util.function.Predicate;

/** The calls about webhooks: how they stand, what could not be delivered, and doing so again. */
public final class WebhookCalls {
    private final Webhooks webhooks;
    private final Api api;
    private final Predicate<Subject> mayManage;

    /** @param mayManage whether somebody may replay deliveries and enable webhooks */
    public WebhookCalls(Webhooks webhooks, Api api, Predicate<Subject> mayManage) {
        this.webhooks = webhooks;
        this.api = api;
        this.mayManage = mayManage;
    }

    Map<String, Operation> operations() {
        return Map.of(
                "listWebhooks", api.reading(_ -> list()),
                "listDeliveries", api.reading(this::deliveries),
                "replayDelivery", managing(this::replay),
                "enableWebhook", managing(this::enable));
    }

    private Operation managing(Operation operation) {
        return call -> mayManage.test(call.person())
                ? operation.call(call)
                : Problem.of(
                                ProblemType.FORBIDDEN,
                                call.person().id() + " may not manage webhooks: see permissions.webhooks")
                        .reply();
    }

    private Reply list() {
        return Reply.json(
                200,
                JsonObject.EMPTY
                        .with("items", JsonValue.array(webhooks.views()))
                        .toJson());
    }

    private Reply deliveries(Call call) {
        return Api.list(webhooks.deliveries().list(call.text("webhook"), call.text("state"), call.part()));
    }

    private Reply replay(Call call) {
        return webhooks.deliveries()
                .replay(call.id(), call.person().id())
                .map(delivery -> Reply.json(202, delivery.toJson()))
                .orElseGet(() -> Problem.notFound("delivery " + call.id()).reply());
    }

    private Reply enable(Call call) {
        if (!webhooks.known(call.id())) {
            return Problem.notFound("webhook " + call.id()).reply();
        }
        webhooks.deliveries().enable(call.id(), call.person().id());
        return webhooks.views().stream()
                .filter(view -> view.text("name").filter(call.id()::equals).isPresent())
                .findFirst()
                .map(view -> Reply.json(200, view.toJson()))
                .orElseThrow();
    }
}
