package io.stagegate.config;

import java.util.Base64;

/** The form of the key that seals held credentials: Base64 of 32 bytes, as AES-256 takes. */
final class SealingKey {
    private static final int BYTES = 32;
    private static final String INSTEAD = "; write the output of: openssl rand -base64 32";

    private SealingKey() {}

    static byte[] bytes(Secret secret) {
        var bytes = decode(secret);
        if (bytes.length != BYTES) {
            throw new IllegalArgumentException("this key has " + bytes.length + " bytes and needs " + BYTES + INSTEAD);
        }
        return bytes;
    }

    static Secret check(Secret secret) {
        bytes(secret);
        return secret;
    }

    private static byte[] decode(Secret secret) {
        try {
            return Base64.getDecoder().decode(secret.value());
        } catch (IllegalArgumentException e) {
            // its message holds a character of the key
            throw new IllegalArgumentException("this key is not written in Base64" + INSTEAD, null);
        }
    }
}
