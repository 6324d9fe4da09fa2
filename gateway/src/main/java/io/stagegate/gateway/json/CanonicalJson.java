package io.stagegate.gateway.json;

import io.stagegate.core.json.JsonValue;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import org.erdtman.jcs.JsonCanonicalizer;

/** Digests of JSON values, made over their canonical form (RFC 8785), so that equal values have equal digests. */
public final class CanonicalJson {
    private CanonicalJson() {}

    /** {@code sha256:} and 64 hexadecimal digits. */
    public static String digest(JsonValue value) {
        return sha256(of(value));
    }

    /** The canonical form: the same for values that differ in the order of their members only. */
    public static String of(JsonValue value) {
        try {
            return new JsonCanonicalizer(value.toJson()).getEncodedString();
        } catch (IOException e) {
            throw new UncheckedIOException("no canonical form", e);
        }
    }

    /** The digest of a text in UTF-8. */
    public static String sha256(String text) {
        return sha256(text.getBytes(StandardCharsets.UTF_8));
    }

    private static String sha256(byte[] bytes) {
        try {
            return "sha256:"
                    + HexFormat.of()
                            .formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
