package io.stagegate.gateway.webhook;

import io.stagegate.config.Webhook;
import io.stagegate.config.Webhook.Standard;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Pattern;

/** Which webhook a callback comes from: it carries the hold's token, or is signed with the webhook's secret. */
public final class Callbacks {
    private static final Pattern BEARER = Pattern.compile("bearer +(.*)", Pattern.CASE_INSENSITIVE);
    private static final Pattern ID = Pattern.compile("[!-~]{1,200}");

    private final List<Webhook> webhooks;
    private final Optional<CallbackTokens> tokens;
    private final InstantSource clock;

    public Callbacks(List<Webhook> webhooks, Optional<CallbackTokens> tokens, InstantSource clock) {
        this.webhooks = webhooks.stream().filter(w -> !w.decides().isEmpty()).toList();
        this.tokens = tokens;
        this.clock = clock;
    }

    /**
     * What a callback has proved.
     *
     * @param message id of the signed message, which is taken once; empty where a token was shown
     */
    public record Proof(Webhook webhook, Optional<String> message) {}

    /**
     * Who it comes from, or empty where that is not proved. Looks at bytes only, before anything reads them.
     *
     * @param header the value of a header that was sent once
     */
    public Optional<Proof> prove(String hold, Function<String, Optional<String>> header, byte[] body) {
        var authorization = header.apply("authorization");
        return authorization.isPresent()
                ? byToken(hold, authorization.get())
                : header.apply("webhook-id")
                        .filter(id -> ID.matcher(id).matches())
                        .flatMap(id -> bySignature(
                                id,
                                header.apply("webhook-timestamp").orElse(""),
                                header.apply("webhook-signature").orElse(""),
                                body));
    }

    private Optional<Proof> byToken(String hold, String authorization) {
        var bearer = BEARER.matcher(authorization);
        if (!bearer.matches() || tokens.isEmpty()) {
            return Optional.empty();
        }
        var found = Optional.<Proof>empty();
        for (var webhook : webhooks) {
            if (tokens.get().verify(bearer.group(1), hold, webhook.name(), clock.instant())) {
                found = Optional.of(new Proof(webhook, Optional.empty()));
            }
        }
        return found;
    }

    private Optional<Proof> bySignature(String id, String timestamp, String signatures, byte[] body) {
        if (!Signatures.timely(timestamp, clock.instant())) {
            return Optional.empty();
        }
        var found = Optional.<Proof>empty();
        for (var webhook : webhooks) {
            if (webhook.format() instanceof Standard standard
                    && Signatures.verify(id, timestamp, signatures, body, standard.keys())) {
                found = Optional.of(new Proof(webhook, Optional.of(id)));
            }
        }
        return found;
    }
}
