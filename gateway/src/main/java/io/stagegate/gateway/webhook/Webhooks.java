package io.stagegate.gateway.webhook;

import io.micrometer.core.instrument.MeterRegistry;
import io.stagegate.config.Webhook;
import io.stagegate.config.Webhook.Slack;
import io.stagegate.config.Webhook.SlackDirect;
import io.stagegate.config.Webhook.Standard;
import io.stagegate.config.Webhook.Teams;
import io.stagegate.core.json.JsonValue;
import io.stagegate.core.json.JsonValue.JsonArray;
import io.stagegate.core.json.JsonValue.JsonObject;
import io.stagegate.gateway.journal.Watch;
import io.stagegate.gateway.seal.SealingKeys;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.InstantSource;
import java.util.Collection;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.concurrent.Executor;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Supplier;

/** The webhooks of a gateway, put together. */
public final class Webhooks implements AutoCloseable {
    private final List<Webhook> webhooks;
    private final Deliveries deliveries;
    private final Delivering delivering;
    private final Callbacks callbacks;
    private final Presses presses;
    private final Executor executor;
    private final Map<String, SlackChannel> slack = new HashMap<>();

    /**
     * What they work with.
     *
     * @param watches told when something new is to be delivered
     * @param apiUrl where receivers are sent back to
     */
    public record Parts(
            Deliveries deliveries,
            Poster poster,
            Supplier<Watch> watches,
            Executor executor,
            InstantSource clock,
            Supplier<String> apiUrl,
            Optional<SealingKeys> keys,
            MeterRegistry registry) {}

    /** @param members who is who in Slack, by the ids of people */
    public Webhooks(List<Webhook> webhooks, Map<String, String> members, Parts parts) {
        this.webhooks = List.copyOf(webhooks);
        this.deliveries = parts.deliveries();
        var tokens = parts.keys().map(CallbackTokens::new);
        var places = new Places(parts.apiUrl());
        var schedule = new Schedule(() -> ThreadLocalRandom.current().nextDouble());
        var channels = new LinkedHashMap<String, Channel>();
        for (var webhook : webhooks) {
            channels.put(
                    webhook.name(),
                    switch (webhook.format()) {
                        case Standard format ->
                            new StandardChannel(webhook, format, parts.poster(), schedule, places, tokens);
                        case Slack format -> slack(webhook, format, parts, schedule, places);
                        case SlackDirect format ->
                            new SlackDirectChannel(
                                    new SlackApi(webhook, format.url(), format.botToken(), parts.poster(), schedule),
                                    places,
                                    members);
                        case Teams _ -> new TeamsChannel(webhook, parts.poster(), schedule, places);
                    });
        }
        this.delivering = new Delivering(
                deliveries,
                channels,
                parts.watches(),
                parts.executor(),
                parts.clock(),
                new Tally(parts.registry(), channels.keySet()));
        this.executor = parts.executor();
        this.presses = new Presses(webhooks, parts.clock());
        this.callbacks = new Callbacks(webhooks, tokens, parts.clock());
    }

    private SlackChannel slack(Webhook webhook, Slack format, Parts parts, Schedule schedule, Places places) {
        var channel = new SlackChannel(
                webhook,
                format,
                new SlackApi(webhook, format.url(), format.botToken(), parts.poster(), schedule),
                places,
                deliveries);
        slack.put(webhook.name(), channel);
        return channel;
    }

    /** Tells one member of a Slack workspace something, where others do not see it, without making anybody wait. */
    public void whisper(Webhook webhook, String channel, String user, String text) {
        Optional.ofNullable(slack.get(webhook.name()))
                .ifPresent(s -> executor.execute(() -> s.whisper(channel, user, text)));
    }

    /** Does what takes longer than Slack waits. */
    public void later(Runnable what) {
        executor.execute(what);
    }

    /** Buttons that are pressed in Slack. */
    public Presses presses() {
        return presses;
    }

    /** Makes them known to the database. */
    public void configure() {
        var settings = new LinkedHashMap<String, String>();
        webhooks.forEach(w -> settings.put(w.name(), digest(w)));
        deliveries.configure(settings);
    }

    /** Begins to deliver. */
    public void begin() {
        delivering.begin();
    }

    public Callbacks callbacks() {
        return callbacks;
    }

    public Deliveries deliveries() {
        return deliveries;
    }

    /** Whether there is one of that name. */
    public boolean known(String name) {
        return webhooks.stream().anyMatch(w -> w.name().equals(name));
    }

    /** Each as the API shows it: where it is without what may be secret of it, what it is told, and how it stands. */
    public List<JsonObject> views() {
        var standing = deliveries.standing();
        return webhooks.stream()
                .map(w -> view(w, standing.getOrDefault(w.name(), JsonObject.EMPTY)))
                .toList();
    }

    private static JsonObject view(Webhook webhook, JsonObject standing) {
        var url = webhook.format().url();
        var out = JsonObject.EMPTY
                .with("name", webhook.name())
                .with("format", webhook.format().word())
                .with("address", url.getScheme() + "://" + url.getRawAuthority())
                .with("events", JsonValue.texts(webhook.events()))
                .with("decides", sorted(webhook.decides()))
                .with("restores", sorted(webhook.restores()))
                .with("requestedBy", sorted(webhook.requestedBy()))
                .with("state", standing.text("disabledAt").isPresent() ? "disabled" : "enabled");
        for (var member : standing.members().entrySet()) {
            out = out.with(member.getKey(), member.getValue());
        }
        return out;
    }

    private static JsonArray sorted(Collection<String> ids) {
        return JsonValue.texts(ids.stream().sorted().toList());
    }

    /** Of what makes it another receiver. */
    private static String digest(Webhook webhook) {
        var channel = webhook.format() instanceof Slack slack ? slack.channel() : "";
        var text = String.join(
                        "\n", webhook.format().word(), webhook.format().url().toString(), channel)
                + "\n"
                + webhook.events()
                + (webhook.requestedBy().isEmpty() ? "" : new TreeSet<>(webhook.requestedBy()));
        try {
            var digest = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    @Override
    public void close() {
        delivering.close();
    }
}
