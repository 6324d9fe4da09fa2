package io.stagegate.gateway.webhook;

import io.stagegate.config.Webhook;
import io.stagegate.config.Webhook.Standard;
import io.stagegate.gateway.identity.Bearing;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** Which webhook a callback comes from: it carries the token of what it is about, or is signed with the webhook's secret. */
public final class Callbacks {
    private final List<Webhook> webhooks;
    private final Optional<CallbackTokens> tokens;
    private final InstantSource clock;

    public Callbacks(List<Webhook> webhooks, Optional<CallbackTokens> tokens, InstantSource clock) {
        this.webhooks = webhooks.stream().filter(Webhook::acts).toList();
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
     * @param about id of the hold or the snapshot that it is about
     * @param header the value of a header that was sent once
     */
    public Optional<Proof> prove(String about, Function<String, Optional<String>> header, byte[] body) {
        var authorization = header.apply("authorization");
        return authorization.isPresent()
                ? byToken(about, authorization.get())
                : Signed.in(header, clock.instant()).flatMap(signed -> bySignature(signed, body));
    }

    private Optional<Proof> byToken(String about, String authorization) {
        var token = Bearing.token(authorization);
        if (token.isEmpty() || tokens.isEmpty()) {
            return Optional.empty();
        }
        var found = Optional.<Proof>empty();
        for (var webhook : webhooks) {
            if (tokens.get().verify(token.get(), about, webhook.name(), clock.instant())) {
                found = Optional.of(new Proof(webhook, Optional.empty()));
            }
        }
        return found;
    }

    private Optional<Proof> bySignature(Signed signed, byte[] body) {
        var found = Optional.<Proof>empty();
        for (var webhook : webhooks) {
            if (webhook.format() instanceof Standard standard && signed.with(standard.keys(), body)) {
                found = Optional.of(new Proof(webhook, Optional.of(signed.id())));
            }
        }
        return found;
    }
}
