package io.stagegate.gateway.webhook;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Pattern;

/**
 * The proof that a signed message comes with, in three headers as Standard Webhooks has them. It can be one, and its time is near;
 * whose it is nobody has looked at yet.
 *
 * @param id of the message
 * @param timestamp in seconds, near enough to now
 * @param signatures one or more, parted by spaces
 */
public record Signed(String id, String timestamp, String signatures) {
    /** The header with the signatures. */
    public static final String SIGNATURES = "webhook-signature";

    private static final Names STANDARD = new Names("webhook-id", "webhook-timestamp", SIGNATURES);
    private static final Pattern ID = Pattern.compile("[!-~]{1,200}");

    /** What the three headers are called. */
    public record Names(String id, String timestamp, String signatures) {}

    /**
     * What is shown in the headers of Standard Webhooks; empty where it can be no proof.
     *
     * @param header the value of a header that was sent once
     */
    public static Optional<Signed> in(Function<String, Optional<String>> header, Instant now) {
        return in(STANDARD, header, now);
    }

    /** The same in headers of other names. */
    public static Optional<Signed> in(Names names, Function<String, Optional<String>> header, Instant now) {
        return header.apply(names.id())
                .filter(id -> ID.matcher(id).matches())
                .flatMap(id -> header.apply(names.timestamp())
                        .filter(time -> Signatures.timely(time, now))
                        .flatMap(time -> header.apply(names.signatures()).map(s -> new Signed(id, time, s))));
    }

    /** Whether one of these keys has signed that body so. */
    public boolean with(List<byte[]> keys, byte[] body) {
        return Signatures.verify(id, timestamp, signatures, body, keys);
    }
}
