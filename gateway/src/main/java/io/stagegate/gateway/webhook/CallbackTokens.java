package io.stagegate.gateway.webhook;

import io.stagegate.gateway.seal.SealingKeys;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.Base64;
import java.util.List;

/**
 * Tokens that let a webhook pass on what people want of one hold, or of one snapshot, until they end. Nothing of them is kept: a
 * token is the time at which it ends, and a code over that, the id and the webhook, made with a key that is derived from the
 * sealing key. As no hold has the id of a snapshot, a token for one is none for the other.
 */
public final class CallbackTokens {
    private static final String PREFIX = "sgcb_";
    private static final int CODE = 32;

    private final List<byte[]> keys;

    /** @param sealing the keys that everything is derived from */
    public CallbackTokens(SealingKeys sealing) {
        keys = sealing.all("HmacSHA256", "tokens of callbacks").stream()
                .map(derived -> derived.secret().getEncoded())
                .toList();
    }

    /**
     * The token of a webhook for one thing; the same each time.
     *
     * @param about id of the hold or the snapshot
     */
    String mint(String about, String webhook, Instant expires) {
        var end = expires.getEpochSecond();
        var bytes = ByteBuffer.allocate(Long.BYTES + CODE)
                .putLong(end)
                .put(code(keys.getFirst(), about, webhook, end))
                .array();
        return PREFIX + Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    /** Whether it is that webhook's token for that hold or snapshot, and its time is not over. */
    boolean verify(String token, String about, String webhook, Instant now) {
        if (!token.startsWith(PREFIX)) {
            return false;
        }
        byte[] bytes;
        try {
            bytes = Base64.getUrlDecoder().decode(token.substring(PREFIX.length()));
        } catch (IllegalArgumentException e) {
            return false;
        }
        if (bytes.length != Long.BYTES + CODE) {
            return false;
        }
        var buffer = ByteBuffer.wrap(bytes);
        var end = buffer.getLong();
        var code = new byte[CODE];
        buffer.get(code);
        return keys.stream().anyMatch(key -> MessageDigest.isEqual(code, code(key, about, webhook, end)))
                && now.getEpochSecond() < end;
    }

    private static byte[] code(byte[] key, String about, String webhook, long end) {
        // Neither ids nor names of webhooks have line breaks in them.
        return Signatures.mac(key, (about + "\n" + webhook + "\n" + end).getBytes(StandardCharsets.UTF_8));
    }
}
