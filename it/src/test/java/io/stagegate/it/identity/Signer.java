package io.stagegate.it.identity;

import java.nio.charset.StandardCharsets;
import java.security.Key;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jose4j.json.JsonUtil;
import org.jose4j.jwa.AlgorithmConstraints;
import org.jose4j.jwk.EcJwkGenerator;
import org.jose4j.jwk.JsonWebKey.OutputControlLevel;
import org.jose4j.jwk.OkpJwkGenerator;
import org.jose4j.jwk.PublicJsonWebKey;
import org.jose4j.jwk.RsaJwkGenerator;
import org.jose4j.jws.JsonWebSignature;
import org.jose4j.keys.EllipticCurves;
import org.jose4j.lang.JoseException;

/** Keys of a provider, of which a forger has got hold: makes tokens that differ from good ones in one thing each. */
record Signer(String issuer, PublicJsonWebKey rsa, PublicJsonWebKey ec, PublicJsonWebKey ed) {

    static Signer of(String issuer, String name) throws JoseException {
        return new Signer(
                issuer,
                named(RsaJwkGenerator.generateJwk(2048), name + "-rsa", "RS256"),
                named(EcJwkGenerator.generateJwk(EllipticCurves.P256), name + "-ec", "ES256"),
                named(OkpJwkGenerator.generateJwk("Ed25519"), name + "-ed", "EdDSA"));
    }

    private static PublicJsonWebKey named(PublicJsonWebKey key, String id, String algorithm) {
        key.setKeyId(id);
        key.setUse("sig");
        key.setAlgorithm(algorithm);
        return key;
    }

    /** As the provider is given them, the one it signs with first. */
    String jwks(PublicJsonWebKey... keys) {
        return "{\"keys\":["
                + List.of(keys).stream()
                        .map(k -> k.toJson(OutputControlLevel.INCLUDE_PRIVATE))
                        .collect(Collectors.joining(","))
                + "]}";
    }

    /** What a good token says. */
    Map<String, Object> claims() {
        var now = Instant.now();
        var claims = new LinkedHashMap<String, Object>();
        claims.put("iss", issuer);
        claims.put("aud", "stagegate");
        claims.put("sub", "sub-ann");
        claims.put("iat", now.getEpochSecond());
        claims.put("exp", now.plus(Duration.ofMinutes(5)).getEpochSecond());
        return claims;
    }

    Map<String, Object> claims(String name, Object value) {
        var claims = claims();
        claims.put(name, value);
        return claims;
    }

    Map<String, Object> without(String name) {
        var claims = claims();
        claims.remove(name);
        return claims;
    }

    String good() {
        return sign(rsa.getPrivateKey(), "RS256", Map.of("kid", rsa.getKeyId()), claims());
    }

    String signed(Map<String, Object> claims) {
        return sign(rsa.getPrivateKey(), "RS256", Map.of("kid", rsa.getKeyId()), claims);
    }

    /** Whatever the library thinks of it. */
    static String sign(Key key, String algorithm, Map<String, Object> header, Map<String, Object> claims) {
        try {
            var jws = new JsonWebSignature();
            jws.setAlgorithmConstraints(AlgorithmConstraints.NO_CONSTRAINTS);
            jws.setDoKeyValidation(false);
            jws.setAlgorithmHeaderValue(algorithm);
            header.forEach((name, value) -> jws.getHeaders().setObjectHeaderValue(name, value));
            jws.setPayload(JsonUtil.toJson(claims));
            jws.setKey(key);
            return jws.getCompactSerialization();
        } catch (JoseException e) {
            throw new IllegalStateException(e);
        }
    }

    static String encoded(String text) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }
}
