package io.stagegate.gateway.hold;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * Seals what a held caller sent as credential: AES-256-GCM (NIST SP 800-38D) with a fresh 96-bit nonce each time, bound to
 * the hold it belongs to. The form is version byte, nonce, ciphertext with tag.
 */
public final class CredentialSeal {
    private static final byte FORM = 1;
    private static final int NONCE_BYTES = 12;
    private static final int TAG_BITS = 128;
    private static final int KEY_BYTES = 32;

    private final SecretKeySpec key;
    private final SecureRandom random = new SecureRandom();

    /** @param key 32 bytes */
    public CredentialSeal(byte[] key) {
        if (key.length != KEY_BYTES) {
            throw new IllegalArgumentException("the sealing key has " + key.length + " bytes; it needs " + KEY_BYTES);
        }
        this.key = new SecretKeySpec(key, "AES");
    }

    public byte[] seal(String hold, String credential) {
        var nonce = new byte[NONCE_BYTES];
        random.nextBytes(nonce);
        var sealed = crypt(Cipher.ENCRYPT_MODE, nonce, hold, credential.getBytes(StandardCharsets.UTF_8));
        return ByteBuffer.allocate(1 + nonce.length + sealed.length)
                .put(FORM)
                .put(nonce)
                .put(sealed)
                .array();
    }

    /** @throws IllegalStateException if it was sealed with another key or for another hold, or was changed */
    public String open(String hold, byte[] sealed) {
        if (sealed.length <= 1 + NONCE_BYTES || sealed[0] != FORM) {
            throw new IllegalStateException("this is no sealed credential");
        }
        var buffer = ByteBuffer.wrap(sealed, 1, sealed.length - 1);
        var nonce = new byte[NONCE_BYTES];
        buffer.get(nonce);
        var text = new byte[buffer.remaining()];
        buffer.get(text);
        return new String(crypt(Cipher.DECRYPT_MODE, nonce, hold, text), StandardCharsets.UTF_8);
    }

    private byte[] crypt(int mode, byte[] nonce, String hold, byte[] input) {
        try {
            var cipher = Cipher.getInstance("AES/GCM/NoPadding");
            cipher.init(mode, key, new GCMParameterSpec(TAG_BITS, nonce));
            cipher.updateAAD(hold.getBytes(StandardCharsets.UTF_8));
            return cipher.doFinal(input);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(
                    "the credential cannot be " + (mode == Cipher.ENCRYPT_MODE ? "sealed" : "opened"), e);
        }
    }
}
