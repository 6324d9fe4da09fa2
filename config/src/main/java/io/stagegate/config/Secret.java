package io.stagegate.config;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;

/**
 * A text that must not be shown: its own text never does.
 *
 * @param value the secret itself, never empty
 */
public record Secret(String value) {
    public Secret {
        if (value.isEmpty()) {
            throw new IllegalArgumentException("the secret is empty; give it a value");
        }
    }

    /** Whether a presented text is this secret. Takes the same time wherever they differ. */
    public boolean matches(String presented) {
        return MessageDigest.isEqual(
                value.getBytes(StandardCharsets.UTF_8), presented.getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public String toString() {
        return "Secret[hidden]";
    }
}
