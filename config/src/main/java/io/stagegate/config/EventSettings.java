package io.stagegate.config;

import io.stagegate.config.Consistency.Flaw;
import io.stagegate.config.Consistency.Placed;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * How a platform proves that it is the one that tells the gateway of changes.
 *
 * @param secrets what it signs with; while it is being replaced the other one too
 */
public record EventSettings(List<Secret> secrets) {
    private static final int SHORTEST = 16;

    public EventSettings {
        secrets = List.copyOf(secrets);
        secrets.forEach(EventSettings::check);
        if (secrets.isEmpty()) {
            throw new IllegalArgumentException("there is no secret; write secret: \"${NAME}\"");
        }
    }

    static Secret check(Secret secret) {
        if (secret.value().length() < SHORTEST) {
            throw new IllegalArgumentException("this secret has fewer than " + SHORTEST
                    + " characters and could be guessed; write one such as the output of: openssl rand -hex 32");
        }
        return secret;
    }

    /** No two upstreams have the same secret: what one of them has signed could be sent on as another one's. */
    static List<Flaw> shared(List<Placed<EventSettings>> events) {
        var flaws = new ArrayList<Flaw>();
        for (var i = 0; i < events.size(); i++) {
            var here = events.get(i);
            events.subList(0, i).stream()
                    .filter(earlier -> earlier.value().shares(here.value()))
                    .findFirst()
                    .ifPresent(earlier -> flaws.add(new Flaw(
                            here.path(), "its secret is that of " + earlier.path() + " too; write another one")));
        }
        return flaws;
    }

    private boolean shares(EventSettings other) {
        return secrets.stream().anyMatch(one -> other.secrets().stream().anyMatch(o -> one.matches(o.value())));
    }

    /** The keys that it signs with. */
    public List<byte[]> keys() {
        return secrets.stream()
                .map(secret -> secret.value().getBytes(StandardCharsets.UTF_8))
                .toList();
    }
}
