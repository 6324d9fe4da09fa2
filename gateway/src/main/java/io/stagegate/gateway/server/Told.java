package io.stagegate.gateway.server;

import io.stagegate.config.GatewayConfig;
import io.stagegate.config.Webhook;
import io.stagegate.gateway.store.Outbox;
import io.stagegate.gateway.webhook.Webhooks;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Who is told of what happens, put together from the configuration. */
final class Told {
    private Told() {}

    static List<Outbox.Subscription> subscriptions(GatewayConfig config) {
        return config.webhooks().stream()
                .map(webhook -> new Outbox.Subscription(
                        webhook.name(),
                        type -> wants(webhook, type),
                        requester -> concerns(config, webhook, requester)))
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

    /** Who asked for something is told where they can be, and others are told of everybody. */
    private static boolean concerns(GatewayConfig config, Webhook webhook, String requester) {
        return (webhook.requestedBy().isEmpty() || webhook.requestedBy().contains(requester))
                && (!(webhook.format() instanceof Webhook.SlackDirect)
                        || inSlack(config).containsKey(requester));
    }

    private static Map<String, String> inSlack(GatewayConfig config) {
        return config.people().stream()
                .flatMap(p -> p.slack().map(user -> Map.entry(p.id(), user)).stream())
                .collect(Collectors.toUnmodifiableMap(Map.Entry::getKey, Map.Entry::getValue));
    }

    static Webhooks webhooks(GatewayConfig config, Webhooks.Parts parts) {
        return new Webhooks(config.webhooks(), inSlack(config), parts);
    }
}
