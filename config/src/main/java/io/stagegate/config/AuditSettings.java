package io.stagegate.config;

import java.util.List;
import java.util.regex.Pattern;

/**
 * How the audit is proved.
 *
 * @param origin which log it is, in what is signed
 * @param signingKeys private keys of Ed25519, Base64 of 32 bytes each. Every one of them signs; where there are none, they are
 *     derived from the sealing keys
 */
public record AuditSettings(String origin, List<Secret> signingKeys) {
    private static final Pattern ORIGIN = Pattern.compile("[!-*,-~]{1,200}");

    /** A log of no name in particular, with derived keys. */
    public static final AuditSettings DEFAULT = new AuditSettings("stagegate-audit", List.of());

    public AuditSettings {
        checkOrigin(origin);
        signingKeys = List.copyOf(signingKeys);
        signingKeys.forEach(SealingKey::check);
    }

    static String checkOrigin(String origin) {
        if (!ORIGIN.matcher(origin).matches()) {
            throw new IllegalArgumentException(
                    "an origin has no blanks, no + and no letters beyond ASCII; write a name of your own such as"
                            + " stagegate.example.org/audit");
        }
        return origin;
    }

    /** The 32 bytes of each key. */
    public List<byte[]> keyBytes() {
        return signingKeys.stream().map(SealingKey::bytes).toList();
    }
}
