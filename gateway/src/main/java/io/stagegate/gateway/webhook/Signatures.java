package io.stagegate.gateway.webhook;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** Signatures over the bytes of a message: those of Standard Webhooks 1.0, and Slack's. */
public final class Signatures {
    /** How far apart the clocks of both sides may be, either way. */
    public static final Duration TOLERANCE = Duration.ofMinutes(5);

    private static final Pattern SECONDS = Pattern.compile("[0-9]{1,12}");
    private static final String VERSION = "v1,";
    private static final int MOST = 10;

    private Signatures() {}

    /** The value of {@code webhook-signature}: one signature with each key. */
    static String sign(String id, Instant at, byte[] body, List<byte[]> keys) {
        return keys.stream()
                .map(key -> VERSION + signature(id, Long.toString(at.getEpochSecond()), body, key))
                .collect(Collectors.joining(" "));
    }

    /** Whether one of the signatures is one of these keys'. Takes the same time wherever they differ. */
    public static boolean verify(String id, String timestamp, String signatures, byte[] body, List<byte[]> keys) {
        var expected = keys.stream()
                .map(key -> signature(id, timestamp, body, key).getBytes(StandardCharsets.UTF_8))
                .toList();
        var found = false;
        var given = signatures.split(" ", MOST + 1);
        for (var i = 0; i < Math.min(given.length, MOST); i++) {
            if (given[i].startsWith(VERSION)) {
                var bytes = given[i].substring(VERSION.length()).getBytes(StandardCharsets.UTF_8);
                for (var one : expected) {
                    found |= MessageDigest.isEqual(one, bytes);
                }
            }
        }
        return found;
    }

    /** Whether a time in seconds is near enough to now. */
    public static boolean timely(String seconds, Instant now) {
        return SECONDS.matcher(seconds).matches()
                && Duration.between(Instant.ofEpochSecond(Long.parseLong(seconds)), now)
                                .abs()
                                .compareTo(TOLERANCE)
                        <= 0;
    }

    /** Whether it is Slack's signature of a body. */
    static boolean verifySlack(String timestamp, String signature, byte[] body, String secret) {
        var content = bytes("v0:" + timestamp + ":", body);
        var expected = "v0=" + HexFormat.of().formatHex(mac(secret.getBytes(StandardCharsets.UTF_8), content));
        return MessageDigest.isEqual(
                expected.getBytes(StandardCharsets.UTF_8), signature.getBytes(StandardCharsets.UTF_8));
    }

    private static String signature(String id, String timestamp, byte[] body, byte[] key) {
        return Base64.getEncoder().encodeToString(mac(key, bytes(id + "." + timestamp + ".", body)));
    }

    private static byte[] bytes(String before, byte[] body) {
        var out = new ByteArrayOutputStream();
        out.writeBytes(before.getBytes(StandardCharsets.UTF_8));
        out.writeBytes(body);
        return out.toByteArray();
    }

    static byte[] mac(byte[] key, byte[] content) {
        try {
            var mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(key, "HmacSHA256"));
            return mac.doFinal(content);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform has HmacSHA256", e);
        }
    }
}
