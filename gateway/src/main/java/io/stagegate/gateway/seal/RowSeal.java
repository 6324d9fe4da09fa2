package io.stagegate.gateway.seal;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import javax.crypto.Mac;

/**
 * Seals what a row says, so that it is noticed where somebody with access to the database changes it: HMAC-SHA256 (RFC 2104)
 * behind the name of its key.
 */
public final class RowSeal {
    private static final String HMAC = "HmacSHA256";
    private static final String PURPOSE = "rows of holds";
    private static final int SEAL_BYTES = SealingKeys.ID_BYTES + 32;

    private final SealingKeys keys;

    public RowSeal(SealingKeys keys) {
        this.keys = keys;
    }

    /** @param said everything that is not to be changed, in one way of writing it only */
    public byte[] seal(String said) {
        return seal(keys.sealing(HMAC, PURPOSE), said);
    }

    /** Whether the seal was made of this. */
    public boolean fits(byte[] seal, String said) {
        return seal.length == SEAL_BYTES
                && keys.opening(HMAC, PURPOSE, ByteBuffer.wrap(seal).getInt())
                        .filter(key -> MessageDigest.isEqual(seal, seal(key, said)))
                        .isPresent();
    }

    private static byte[] seal(SealingKeys.Derived key, String said) {
        try {
            var mac = Mac.getInstance(HMAC);
            mac.init(key.secret());
            var sum = mac.doFinal(said.getBytes(StandardCharsets.UTF_8));
            return ByteBuffer.allocate(SEAL_BYTES).put(key.idBytes()).put(sum).array();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform has HmacSHA256", e);
        }
    }
}
