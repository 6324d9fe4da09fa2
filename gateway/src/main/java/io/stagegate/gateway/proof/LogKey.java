package io.stagegate.gateway.proof;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.X509EncodedKeySpec;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.regex.Pattern;

/**
 * A public key that checks signed notes (C2SP signed-note), for Ed25519. Its text is {@code name+hash+key}.
 *
 * @param name of the key: for a log, its origin
 * @param id what stands before each of its signatures
 * @param key how Java has it
 */
public record LogKey(String name, int id, PublicKey key) {
    static final byte ED25519 = 1;

    private static final int KEY_BYTES = 32;
    private static final byte[] X509 = HexFormat.of().parseHex("302a300506032b6570032100");
    private static final Pattern NAME = Pattern.compile("[^\\s\\p{Z}\\p{C}+]+");

    /** Whether a key may be called so. */
    public static boolean isName(String text) {
        return NAME.matcher(text).matches();
    }

    static LogKey of(String name, byte[] raw) {
        if (!isName(name)) {
            throw new IllegalArgumentException(
                    "\"" + name + "\" is no name of a key: it has blanks, a plus or nothing");
        }
        try {
            var encoded = ByteBuffer.allocate(X509.length + KEY_BYTES).put(X509).put(raw);
            var key = KeyFactory.getInstance("Ed25519").generatePublic(new X509EncodedKeySpec(encoded.array()));
            return new LogKey(name, id(name, raw), key);
        } catch (GeneralSecurityException e) {
            throw new IllegalArgumentException("this is no public key of Ed25519", e);
        }
    }

    private static int id(String name, byte[] raw) {
        var digest = Hash.sha256();
        digest.update(name.getBytes(StandardCharsets.UTF_8));
        digest.update((byte) '\n');
        digest.update(ED25519);
        digest.update(raw);
        return ByteBuffer.wrap(digest.digest()).getInt();
    }

    /** @throws IllegalArgumentException if the text is no key of this form, or its parts do not belong together */
    public static LogKey parse(String text) {
        var parts = text.split("\\+", 3);
        if (parts.length != 3) {
            throw new IllegalArgumentException("a key is written name+hash+key, and this is not");
        }
        var typed = Base64.getDecoder().decode(parts[2]);
        if (typed.length != 1 + KEY_BYTES || typed[0] != ED25519) {
            throw new IllegalArgumentException("this is no key of Ed25519, and no other sort is known");
        }
        var key = of(parts[0], Arrays.copyOfRange(typed, 1, typed.length));
        if (!key.toString().equals(text)) {
            throw new IllegalArgumentException(
                    "the key's hash is not that of its name and key: it was not copied whole");
        }
        return key;
    }

    /** The same key under another name. */
    public LogKey named(String other) {
        return of(other, raw());
    }

    private byte[] raw() {
        var encoded = key.getEncoded();
        return Arrays.copyOfRange(encoded, encoded.length - KEY_BYTES, encoded.length);
    }

    /** Whether its private key has signed that. */
    public boolean signed(byte[] text, byte[] signature) {
        try {
            var check = Signature.getInstance("Ed25519");
            check.initVerify(key);
            check.update(text);
            return check.verify(signature);
        } catch (GeneralSecurityException e) {
            return false;
        }
    }

    @Override
    public String toString() {
        var typed = ByteBuffer.allocate(1 + KEY_BYTES).put(ED25519).put(raw()).array();
        return name + "+" + HexFormat.of().toHexDigits(id) + "+"
                + Base64.getEncoder().encodeToString(typed);
    }
}
