package io.stagegate.config;

import io.stagegate.config.Consistency.Placed;
import io.stagegate.config.Webhook.Format;
import io.stagegate.config.Webhook.Slack;
import io.stagegate.config.Webhook.SlackDirect;
import io.stagegate.config.Webhook.Standard;
import io.stagegate.config.Webhook.Teams;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Reads webhooks one after another, and keeps what can be read of those that are wrong. */
final class WebhookReader {
    private static final String URL = "https://bot.example.org/hook";
    private static final Map<String, String> FORMATS =
            Map.of("standard", "standard", "slack", "slack", "teams", "teams");

    private final Problems problems;
    private final Secrets secrets;
    private final List<Webhook> webhooks = new ArrayList<>();
    private final List<Placed<String>> names = new ArrayList<>();
    private final List<Placed<String>> spokenFor = new ArrayList<>();
    private final List<Placed<String>> requesters = new ArrayList<>();

    WebhookReader(Problems problems, Secrets secrets) {
        this.problems = problems;
        this.secrets = secrets;
    }

    List<Webhook> read() {
        return webhooks;
    }

    List<Placed<String>> names() {
        return names;
    }

    /** The people whose word is passed on. */
    List<Placed<String>> spokenFor() {
        return spokenFor;
    }

    /** The people who are told of what they have asked for. */
    List<Placed<String>> requesters() {
        return requesters;
    }

    void read(Value value) {
        value.section().ifPresent(this::read);
    }

    private void read(Section section) {
        var name = section.need("name", "release-bot", v -> v.as(WebhookForms::name));
        var word = section.get("format", "standard", v -> v.oneOf(FORMATS));
        var url = section.value("url")
                .flatMap(v ->
                        v.secret(secrets).flatMap(s -> problems.attempt(v.path(), () -> WebhookForms.url(s.value()))));
        var given = section.value("secret").map(v -> v.secrets(secrets, WebhookForms::secret));
        var slack = section.value("slack").flatMap(Value::section).flatMap(this::slack);
        var requestedBy =
                section.value("requestedBy").map(v -> people(v, requesters)).orElse(List.of());
        var events =
                events(section, slack.filter(SlackDirect.class::isInstance).isPresent() || section.has("requestedBy"));
        var decides = section.value("decides").map(v -> people(v, spokenFor)).orElse(List.of());
        var restores = section.value("restores").map(v -> people(v, spokenFor)).orElse(List.of());
        var vouches = section.get("vouches", false, Value::flag);
        var inside = section.get("private", false, Value::flag);
        section.close();
        name.ifPresent(n -> names.add(new Placed<>(section.path() + ".name", n)));
        if (!problems.none()) {
            return;
        }
        var format = problems.attempt(section.path(), () -> format(word, url, given.orElse(List.of()), slack));
        format.flatMap(f -> problems.attempt(
                        section.path(),
                        () -> new Webhook(
                                name.orElseThrow(),
                                f,
                                inside,
                                events.orElseThrow(),
                                Set.copyOf(decides),
                                vouches,
                                Set.copyOf(requestedBy),
                                Set.copyOf(restores))))
                .ifPresent(webhooks::add);
    }

    /** Who is told of what they have asked for is told how it ended, if nothing else is said. */
    private static Optional<List<String>> events(Section section, boolean requesters) {
        return requesters
                ? Optional.of(section.get("events", Webhook.OUTCOMES, v -> Optional.of(v.list(WebhookForms::event))))
                : section.need("events", "[\"hold.*\"]", v -> Optional.of(v.list(WebhookForms::event)));
    }

    private static List<String> people(Value value, List<Placed<String>> kept) {
        return value.items().stream()
                .flatMap(v -> v.as(Person::checkId).stream().peek(id -> kept.add(new Placed<>(v.path(), id))))
                .toList();
    }

    private Optional<Format> slack(Section section) {
        var direct = section.get("direct", false, Value::flag);
        var token = section.need("botToken", "\"${SLACK_BOT_TOKEN}\"", v -> v.secret(secrets));
        if (direct) {
            var api = section.get("api", Slack.API, v -> v.as(UpstreamForms::url));
            for (var key : List.of("channel", "signingSecret")) {
                section.value(key)
                        .ifPresent(v -> v.wrong("a direct message has neither channel nor buttons; delete it"));
            }
            section.close();
            return token.map(t -> new SlackDirect(api, t));
        }
        var channel = section.need("channel", "C024BE91L", v -> v.as(Slack::checkChannel));
        var signing = section.need("signingSecret", "\"${SLACK_SIGNING_SECRET}\"", v -> v.secret(secrets));
        var api = section.get("api", Slack.API, v -> v.as(UpstreamForms::url));
        section.close();
        return channel.flatMap(c -> token.flatMap(t -> signing.map(s -> new Slack(api, c, t, s))));
    }

    private static Format format(String word, Optional<URI> url, List<Secret> secrets, Optional<Format> slack) {
        if (slack.isPresent() != word.equals("slack")) {
            throw new IllegalArgumentException("slack: { channel, botToken, signingSecret } goes with format: slack");
        }
        if (url.isPresent() == word.equals("slack")) {
            throw new IllegalArgumentException(
                    url.isPresent()
                            ? "url does not go with format: slack; delete it"
                            : "there is no url; write url: " + URL);
        }
        if (!secrets.isEmpty() && !word.equals("standard")) {
            throw new IllegalArgumentException("secret goes with format: standard only; delete it");
        }
        return switch (word) {
            case "slack" -> slack.orElseThrow();
            case "teams" -> new Teams(url.orElseThrow());
            default -> new Standard(url.orElseThrow(), secrets);
        };
    }
}
