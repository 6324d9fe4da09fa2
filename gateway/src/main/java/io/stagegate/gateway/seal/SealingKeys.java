package io.stagegate.gateway.seal;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.List;
import java.util.Optional;
import javax.crypto.KDF;
import javax.crypto.SecretKey;
import javax.crypto.spec.HKDFParameterSpec;

/**
 * The keys that a gateway seals with. The first seals; all of them open what was sealed earlier, so that a key is changed by
 * putting a new one first. No key is used as it is: each purpose has its own, derived by HKDF-SHA256 (RFC 5869).
 */
public final class SealingKeys {
    private static final int KEY_BYTES = 32;
    /** How many bytes name a key in what it has sealed. */
    static final int ID_BYTES = 4;

    private final List<byte[]> keys;

    /** @param keys at least one, 32 bytes each */
    public SealingKeys(List<byte[]> keys) {
        if (keys.isEmpty()) {
            throw new IllegalArgumentException("there is no sealing key");
        }
        for (var key : keys) {
            if (key.length != KEY_BYTES) {
                throw new IllegalArgumentException("a sealing key has " + key.length + " bytes; it needs " + KEY_BYTES);
            }
        }
        this.keys = keys.stream().map(byte[]::clone).toList();
    }

    /**
     * A key for one purpose.
     *
     * @param id names the sealing key that it comes of
     * @param secret the key, of 32 bytes
     */
    public record Derived(int id, SecretKey secret) {
        /** The name of the sealing key as it stands in what was sealed. */
        byte[] idBytes() {
            return ByteBuffer.allocate(ID_BYTES).putInt(id).array();
        }
    }

    /** @param algorithm what the key is for, such as AES */
    public Derived sealing(String algorithm, String purpose) {
        return derived(keys.getFirst(), algorithm, purpose);
    }

    /** The key of that name for a purpose; empty where it is none of these. */
    public Optional<Derived> opening(String algorithm, String purpose, int id) {
        return keys.stream()
                .map(key -> derived(key, algorithm, purpose))
                .filter(key -> key.id() == id)
                .findFirst();
    }

    /** The keys for a purpose, that which seals first. */
    public List<Derived> all(String algorithm, String purpose) {
        return keys.stream().map(key -> derived(key, algorithm, purpose)).toList();
    }

    private static Derived derived(byte[] key, String algorithm, String purpose) {
        try {
            var hkdf = KDF.getInstance("HKDF-SHA256");
            var id = hkdf.deriveData(parameters(key, "id", ID_BYTES));
            return new Derived(
                    ByteBuffer.wrap(id).getInt(), hkdf.deriveKey(algorithm, parameters(key, purpose, KEY_BYTES)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK from 25 on has HKDF-SHA256", e);
        }
    }

    private static HKDFParameterSpec parameters(byte[] key, String purpose, int length) {
        var info = ("stagegate " + purpose).getBytes(StandardCharsets.UTF_8);
        return HKDFParameterSpec.ofExtract().addIKM(key).thenExpand(info, length);
    }
}
