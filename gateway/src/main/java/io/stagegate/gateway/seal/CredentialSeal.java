package io.stagegate.gateway.seal;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;

/**
 * Seals what a held caller sent as credential: AES-256-GCM (NIST SP 800-38D) with a fresh 96-bit nonce each time, bound to
 * the hold it belongs to. The form is version byte, name of the key, nonce, ciphertext with tag.
 */
public final class CredentialSeal {
    private static final String PURPOSE = "credentials of held callers";
    private static final byte FORM = 2;
    private static final int NONCE_BYTES = 12;
    private static final int TAG_BITS = 128;
    private static final int HEAD_BYTES = 1 + SealingKeys.ID_BYTES + NONCE_BYTES;

    private final SealingKeys keys;
    private final SecureRandom random = new SecureRandom();

    public CredentialSeal(SealingKeys keys) {
        this.keys = keys;
    }

    public byte[] seal(String hold, String credential) {
        var key = keys.sealing("AES", PURPOSE);
        var nonce = new byte[NONCE_BYTES];
        random.nextBytes(nonce);
        var sealed = crypt(Cipher.ENCRYPT_MODE, key, nonce, hold, credential.getBytes(StandardCharsets.UTF_8));
        return ByteBuffer.allocate(HEAD_BYTES + sealed.length)
                .put(FORM)
                .put(key.idBytes())
                .put(nonce)
                .put(sealed)
                .array();
    }

    /** @throws IllegalStateException if it was sealed with a key that is gone or for another hold, or was changed */
    public String open(String hold, byte[] sealed) {
        if (sealed.length <= HEAD_BYTES || sealed[0] != FORM) {
            throw new IllegalStateException("this is no sealed credential");
        }
        var buffer = ByteBuffer.wrap(sealed, 1, sealed.length - 1);
        var key = keys.opening("AES", PURPOSE, buffer.getInt())
                .orElseThrow(() -> new IllegalStateException(
                        "the credential was sealed with a key that is not in sealingKey any more"));
        var nonce = new byte[NONCE_BYTES];
        buffer.get(nonce);
        var text = new byte[buffer.remaining()];
        buffer.get(text);
        return new String(crypt(Cipher.DECRYPT_MODE, key, nonce, hold, text), StandardCharsets.UTF_8);
    }

    private static byte[] crypt(int mode, SealingKeys.Derived key, byte[] nonce, String hold, byte[] input) {
        try {
            var cipher = Cipher.getInstance("AES/GCM/NoPadding");
            cipher.init(mode, key.secret(), new GCMParameterSpec(TAG_BITS, nonce));
            cipher.updateAAD(hold.getBytes(StandardCharsets.UTF_8));
            return cipher.doFinal(input);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(
                    "the credential cannot be " + (mode == Cipher.ENCRYPT_MODE ? "sealed" : "opened"), e);
        }
    }
}
