package io.stagegate.config;

import java.net.URI;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Somebody who is told of what happens, and who may be let decide.
 *
 * @param name unlike that of any other
 * @param format in which form, and where
 * @param inside whether it may be at a loopback or private address, and need not speak TLS
 * @param events patterns of the types that it is told of: a type, or the beginning of one with {@code *} behind it
 * @param decides ids of the people whose reviews it may pass on
 * @param vouches whether each of those people counts as one, although all their reviews come by one hand
 * @param requestedBy ids of people: it is told only of what they, or their service accounts, have asked for; of what anybody
 *     has where empty
 * @param restores ids of the people for whom it may have put back what it was told of
 */
public record Webhook(
        String name,
        Format format,
        boolean inside,
        List<String> events,
        Set<String> decides,
        boolean vouches,
        Set<String> requestedBy,
        Set<String> restores) {
    /** Every type of event. */
    public static final List<String> EVENTS = List.of(
            "hold.created",
            "hold.reminder",
            "hold.escalated",
            "hold.reviewed",
            "hold.reopened",
            "hold.released",
            "hold.rejected",
            "hold.denied",
            "hold.expired",
            "hold.cancelled",
            "hold.tampered",
            "hold.glassBroken",
            "hold.glassRatified",
            "hold.glassRevoked",
            "hold.glassRestored",
            "hold.glassRestoreFailed",
            "promotion.applied",
            "promotion.denied",
            "promotion.refused",
            "promotion.notApplied",
            "promotion.needsOperator",
            "restore.applied",
            "restore.failed",
            "watch.told",
            "watch.asked",
            "watch.restored",
            "target.drifted",
            "drift.told",
            "drift.asked",
            "drift.restored");

    /** Those that tell of something which can be put back, where a webhook may have that done. */
    public static final List<String> UNDOABLE =
            List.of("promotion.applied", "watch.told", "target.drifted", "drift.told");

    /** What somebody wants to know of who has asked for a change. */
    static final List<String> OUTCOMES = List.of(
            "promotion.*",
            "watch.*",
            "hold.reopened",
            "hold.rejected",
            "hold.denied",
            "hold.expired",
            "hold.cancelled",
            "hold.tampered",
            "hold.glassRevoked",
            "hold.glassRestored",
            "hold.glassRestoreFailed");

    private static final Pattern CHANNEL = Pattern.compile("[A-Za-z0-9#@._-]{1,80}");

    /** What is sent, and where. */
    public sealed interface Format {
        /** Where it goes. */
        URI url();

        /** The word of the configuration. */
        default String word() {
            return switch (this) {
                case Standard _ -> "standard";
                case Slack _, SlackDirect _ -> "slack";
                case Teams _ -> "teams";
            };
        }
    }

    /**
     * Standard Webhooks 1.0.
     *
     * @param secrets the current one, and while it is being replaced the other one too; messages are signed with all
     */
    public record Standard(URI url, List<Secret> secrets) implements Format {
        public Standard {
            secrets = List.copyOf(secrets);
            if (secrets.isEmpty()) {
                throw new IllegalArgumentException("there is no secret; write secret: \"${NAME}\"");
            }
            secrets.forEach(WebhookForms::secret);
        }

        /** The keys that messages are signed with. */
        public List<byte[]> keys() {
            return secrets.stream().map(WebhookForms::bytes).toList();
        }
    }

    /**
     * A message with buttons in a channel of Slack.
     *
     * @param url where Slack's Web API is
     * @param channel id of the channel
     * @param botToken what the app's calls carry
     * @param signingSecret what Slack signs with when a button is pressed
     */
    public record Slack(URI url, String channel, Secret botToken, Secret signingSecret) implements Format {
        public static final URI API = URI.create("https://slack.com");

        public Slack {
            checkChannel(channel);
        }

        static String checkChannel(String channel) {
            if (!CHANNEL.matcher(channel).matches()) {
                throw new IllegalArgumentException(
                        "\"" + channel + "\" is no channel of Slack; write its id, such as C024BE91L");
            }
            return channel;
        }
    }

    /**
     * A direct message to whoever has asked, where {@code people} says who they are in Slack.
     *
     * @param url where Slack's Web API is
     * @param botToken what the app's calls carry
     */
    public record SlackDirect(URI url, Secret botToken) implements Format {}

    /** A card with a link, for a workflow of Microsoft Teams. */
    public record Teams(URI url) implements Format {}

    public Webhook {
        WebhookForms.name(name);
        events = List.copyOf(events);
        decides = Set.copyOf(decides);
        requestedBy = Set.copyOf(requestedBy);
        restores = Set.copyOf(restores);
        events.forEach(WebhookForms::event);
        if (events.isEmpty()) {
            throw new IllegalArgumentException("it is told of nothing; write events: [\"hold.*\"]");
        }
        if (!inside && !"https".equals(format.url().getScheme())) {
            throw new IllegalArgumentException(
                    "what is sent there could be read on its way; write an address that begins"
                            + " with https://, or private: true where it is on this host or in a network of your own");
        }
        if (format instanceof Teams) {
            onlyTells("a card of Teams leads to the hold and decides nothing", decides, restores);
        }
        if (format instanceof SlackDirect || !requestedBy.isEmpty()) {
            onlyTells("who has asked for a change is told what became of it and decides nothing", decides, restores);
        }
    }

    private static void onlyTells(String why, Set<String> decides, Set<String> restores) {
        if (!decides.isEmpty() || !restores.isEmpty()) {
            throw new IllegalArgumentException(why + "; delete " + (decides.isEmpty() ? "restores" : "decides"));
        }
    }

    /** Whether it may do anything but listen. */
    public boolean acts() {
        return !decides.isEmpty() || !restores.isEmpty();
    }

    /** Whether it is told of events of a type. */
    public boolean wants(String type) {
        return events.stream().anyMatch(pattern -> matches(pattern, type));
    }

    static boolean matches(String pattern, String type) {
        return pattern.endsWith("*")
                ? type.startsWith(pattern.substring(0, pattern.length() - 1))
                : type.equals(pattern);
    }
}
