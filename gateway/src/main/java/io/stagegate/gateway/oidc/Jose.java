package io.stagegate.gateway.oidc;

import io.stagegate.core.json.JsonValue.JsonObject;
import io.stagegate.gateway.json.MalformedJsonException;
import io.stagegate.gateway.json.StrictJson;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * What a signed token says of itself, before anything of it is believed: enough to find the key.
 *
 * @param algorithm how it says it is signed
 * @param key which key it says that was done with
 * @param issuer who it says it is of
 */
record Jose(String algorithm, Optional<String> key, String issuer) {
    private static final int LONGEST = 16 << 10;
    private static final Pattern FORM = Pattern.compile("[A-Za-z0-9_-]{2,}\\.[A-Za-z0-9_-]{2,}\\.[A-Za-z0-9_-]*");
    private static final Set<String> TYPES = Set.of("jwt", "at+jwt", "application/jwt", "application/at+jwt");
    /** What would change how the rest is read: encrypted, compressed, nested, or with parts of the payload left bare. */
    private static final List<String> UNKNOWN = List.of("crit", "b64", "enc", "zip", "cty");

    /** Whether a text looks like a signed token at all. */
    static boolean looksLike(String token) {
        return FORM.matcher(token).matches();
    }

    static Jose read(String token) throws BadTokenException {
        if (token.length() > LONGEST) {
            throw new BadTokenException("the token is longer than " + LONGEST + " characters");
        }
        if (!looksLike(token)) {
            throw new BadTokenException("the token is none that an OpenID provider signs");
        }
        var parts = token.split("\\.", -1);
        var header = object(parts[0]);
        for (var name : UNKNOWN) {
            if (header.members().containsKey(name)) {
                throw new BadTokenException("the token's header has " + name + ", which is not taken here");
            }
        }
        var type = header.text("typ").map(t -> t.toLowerCase(Locale.ROOT));
        if (header.members().containsKey("typ") && type.filter(TYPES::contains).isEmpty()) {
            throw new BadTokenException("the token is neither an access token nor an ID token, as its typ says");
        }
        var key = header.text("kid");
        if (header.members().containsKey("kid") && key.isEmpty()) {
            throw new BadTokenException("the token's kid is no text");
        }
        return new Jose(
                header.text("alg").orElseThrow(() -> new BadTokenException("the token does not say how it is signed")),
                key,
                object(parts[1]).text("iss").orElse(""));
    }

    private static JsonObject object(String part) throws BadTokenException {
        try {
            if (StrictJson.parse(Base64.getUrlDecoder().decode(part)) instanceof JsonObject object) {
                return object;
            }
        } catch (IllegalArgumentException | MalformedJsonException e) {
            // Told below; what is in a token is shown to nobody.
        }
        throw new BadTokenException("the token cannot be read");
    }
}
