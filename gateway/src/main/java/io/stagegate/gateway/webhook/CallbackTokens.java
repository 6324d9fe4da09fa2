package io.stagegate.gateway.webhook;

import io.stagegate.gateway.seal.SealingKeys;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.Base64;
import java.util.List;

/**
 * Tokens that let a webhook pass reviews of one hold on until it expires. Nothing of them is kept: a token is the time at which
 * it ends, and a code over that, the hold and the webhook, made with a key that is derived from the sealing key.
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

    /** The token of a hold for a webhook; the same each time. */
    String mint(String hold, String webhook, Instant expires) {
        var end = expires.getEpochSecond();
        var bytes = ByteBuffer.allocate(Long.BYTES + CODE)
                .putLong(end)
                .put(code(keys.getFirst(), hold, webhook, end))
                .array();
        return PREFIX + Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    /** Whether it is that hold's token for that webhook, and its time is not over. */
    boolean verify(String token, String hold, String webhook, Instant now) {
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
        return keys.stream().anyMatch(key -> MessageDigest.isEqual(code, code(key, hold, webhook, end)))
                && now.getEpochSecond() < end;
    }

    private static byte[] code(byte[] key, String hold, String webhook, long end) {
        // Neither ids nor names of webhooks have line breaks in them.
        return Signatures.mac(key, (hold + "\n" + webhook + "\n" + end).getBytes(StandardCharsets.UTF_8));
    }
}
