package io.stagegate.gateway.oidc;

import io.stagegate.core.json.JsonValue.JsonObject;
import io.stagegate.gateway.json.MalformedJsonException;
import io.stagegate.gateway.json.StrictJson;
import io.vertx.core.Future;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The keys of one provider as they were last seen (OpenID Connect Discovery). A provider that does not answer keeps the keys
 * that it had, for a day.
 */
final class Provider {
    private static final Logger LOG = LoggerFactory.getLogger(Provider.class);
    private static final Duration FRESH = Duration.ofMinutes(10);
    private static final Duration KEPT = Duration.ofDays(1);
    /** Whoever sends tokens of keys that there are not must not make the gateway ask for each. */
    private static final Duration PAUSE = Duration.ofSeconds(5);

    private final Issuer issuer;
    private final Fetching fetching;
    private final InstantSource clock;
    private Seen seen = new Seen(SigningKeys.NONE, Instant.EPOCH, Instant.EPOCH);
    private Future<Boolean> running = Future.succeededFuture(true);

    /** @param tried when they were last asked for, in vain or not */
    private record Seen(SigningKeys keys, Instant at, Instant tried) {}

    Provider(Issuer issuer, Fetching fetching, InstantSource clock) {
        this.issuer = issuer;
        this.fetching = fetching;
        this.clock = clock;
    }

    /** The keys; asked for first where there are none yet. On a virtual thread of Vert.x. */
    SigningKeys keys() {
        var now = clock.instant();
        var known = seen();
        if (known.at().plus(KEPT).isBefore(now)) {
            return renewed();
        }
        if (known.at().plus(FRESH).isBefore(now)) {
            // Whoever comes first sets it going, and nobody waits for it.
            var _ = fetch();
        }
        return known.keys();
    }

    /** The keys as they are now, as far as the provider was not asked just before. On a virtual thread of Vert.x. */
    SigningKeys renewed() {
        fetch().await();
        var known = seen();
        return known.at().plus(KEPT).isBefore(clock.instant()) ? SigningKeys.NONE : known.keys();
    }

    private synchronized Seen seen() {
        return seen;
    }

    private synchronized void see(SigningKeys keys) {
        seen = new Seen(keys, clock.instant(), seen.tried());
    }

    /** Ends well in any case: what could not be fetched is as it was. */
    private synchronized Future<Boolean> fetch() {
        var now = clock.instant();
        if (!running.isComplete() || now.isBefore(seen.tried().plus(PAUSE))) {
            return running;
        }
        seen = new Seen(seen.keys(), seen.at(), now);
        running = discover()
                .compose(this::keysAt)
                .map(keys -> {
                    see(keys);
                    return true;
                })
                .otherwise(e -> {
                    LOG.warn("the keys of the OpenID provider {} are not fetched: {}", issuer.url(), e.getMessage());
                    return false;
                });
        return running;
    }

    private Future<String> discover() {
        var url = issuer.url().replaceFirst("/$", "") + "/.well-known/openid-configuration";
        return fetching.text(url, issuer.trust()).map(text -> {
            var document = object(text);
            var named = document.text("issuer");
            if (!named.equals(Optional.of(issuer.url()))) {
                throw new IllegalStateException("its discovery document names another issuer: " + named.orElse("none")
                        + "; write the issuer as it stands there");
            }
            return document.text("jwks_uri")
                    .filter(this::trustworthy)
                    .orElseThrow(() -> new IllegalStateException("its discovery document has no jwks_uri by https"));
        });
    }

    /** Keys come by https wherever the issuer is by https. */
    private boolean trustworthy(String url) {
        return url.startsWith("https://")
                || (issuer.url().startsWith("http://")
                        && url.startsWith("http://")
                        && String.valueOf(URI.create(url).getHost())
                                .equals(URI.create(issuer.url()).getHost()));
    }

    private Future<SigningKeys> keysAt(String url) {
        return fetching.text(url, issuer.trust()).map(text -> {
            try {
                var keys = SigningKeys.read(text);
                if (keys.isEmpty()) {
                    throw new IllegalStateException("none of its keys is good for " + issuer.algorithms());
                }
                return keys;
            } catch (MalformedJsonException e) {
                throw new IllegalStateException("its keys cannot be read: " + e.getMessage(), e);
            }
        });
    }

    private static JsonObject object(String text) {
        try {
            if (StrictJson.parse(text) instanceof JsonObject object) {
                return object;
            }
        } catch (MalformedJsonException e) {
            throw new IllegalStateException("its discovery document cannot be read: " + e.getMessage(), e);
        }
        throw new IllegalStateException("its discovery document is no JSON object");
    }
}
