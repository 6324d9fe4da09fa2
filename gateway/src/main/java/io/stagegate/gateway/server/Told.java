package io.stagegate.gateway.server;

import io.stagegate.config.GatewayConfig;
import io.stagegate.config.Webhook;
import io.stagegate.gateway.store.Outbox;
import io.stagegate.gateway.webhook.Webhooks;
import java.util.List;

/** Who is told of what happens, put together from the configuration. */
final class Told {
    private Told() {}

    static List<Outbox.Subscription> subscriptions(GatewayConfig config) {
        return config.webhooks().stream()
                .map(webhook -> new Outbox.Subscription(webhook.name(), type -> wants(webhook, type)))
                .toList();
    }

    /** What is shown of a hold in a chat is kept up to date, whatever else its channel is told. */
    private static boolean wants(Webhook webhook, String type) {
        return webhook.wants(type)
                || (webhook.format() instanceof Webhook.Slack
                        && type.startsWith("hold.")
                        && Webhook.EVENTS.stream()
                                .filter(e -> e.startsWith("hold."))
                                .anyMatch(webhook::wants));
    }

    static Webhooks webhooks(GatewayConfig config, Webhooks.Parts parts) {
        return new Webhooks(config.webhooks(), parts);
    }
}
