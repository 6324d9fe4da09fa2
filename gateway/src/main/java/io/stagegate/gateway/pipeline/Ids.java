package io.stagegate.gateway.pipeline;

import java.security.SecureRandom;

/** Makes ids that are opaque, unguessable and short enough to be typed: a letter for the kind and 80 random bits. */
public final class Ids {
    private static final String ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz";
    private static final int LENGTH = 16;

    private final SecureRandom random = new SecureRandom();

    public String promotion() {
        return next("p-");
    }

    public String hold() {
        return next("h-");
    }

    public String token() {
        return next("t-");
    }

    public String replica() {
        return next("r-");
    }

    private String next(String prefix) {
        var out = new StringBuilder(prefix);
        for (var i = 0; i < LENGTH; i++) {
            out.append(ALPHABET.charAt(random.nextInt(ALPHABET.length())));
        }
        return out.toString();
    }
}
