package io.stagegate.gateway.oidc;

import io.stagegate.core.json.JsonValue.JsonArray;
import io.stagegate.core.json.JsonValue.JsonObject;
import io.stagegate.gateway.json.MalformedJsonException;
import io.stagegate.gateway.json.StrictJson;
import java.security.PublicKey;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.EdECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jose4j.jwk.EllipticCurveJsonWebKey;
import org.jose4j.jwk.OctetKeyPairJsonWebKey;
import org.jose4j.jwk.PublicJsonWebKey;
import org.jose4j.jwk.RsaJsonWebKey;
import org.jose4j.lang.JoseException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The public keys that a provider signs with: those of its list that are good for that. */
final class SigningKeys {
    private static final Logger LOG = LoggerFactory.getLogger(SigningKeys.class);
    static final SigningKeys NONE = new SigningKeys(List.of());
    private static final int MOST = 64;
    private static final int SHORTEST_RSA = 2048;
    private static final int LONGEST_RSA = 8192;
    private static final String OTHER = "its keys are no JWK set";

    private final List<Signing> keys;

    /** @param algorithms what it may be used for, by its type and what its list says of it */
    private record Signing(Optional<String> id, Set<String> algorithms, PublicKey key) {}

    private SigningKeys(List<Signing> keys) {
        this.keys = List.copyOf(keys);
    }

    /** Keys that are of no use are left out; they are for something else. */
    static SigningKeys read(String jwks) throws MalformedJsonException {
        if (!(StrictJson.parse(jwks) instanceof JsonObject set)
                || !(set.member("keys").orElse(set) instanceof JsonArray(var listed))) {
            throw new MalformedJsonException(OTHER);
        }
        var out = new ArrayList<Signing>();
        for (var one : listed.subList(0, Math.min(listed.size(), MOST))) {
            try {
                signing(PublicJsonWebKey.Factory.newPublicJwk(one.toJson())).ifPresent(out::add);
            } catch (JoseException | RuntimeException e) {
                // A key that this platform does not know is no reason to do without the others.
                LOG.debug("a key is left out", e);
            }
        }
        return new SigningKeys(out);
    }

    private static Optional<Signing> signing(PublicJsonWebKey jwk) {
        var use = Optional.ofNullable(jwk.getUse());
        var operations = Optional.ofNullable(jwk.getKeyOps());
        if (use.filter(u -> !u.equals("sig")).isPresent()
                || operations.filter(o -> !o.contains("verify")).isPresent()) {
            return Optional.empty();
        }
        var fitting = fitting(jwk);
        var only = Optional.ofNullable(jwk.getAlgorithm());
        var algorithms = only.map(a -> fitting.contains(a) ? Set.of(a) : Set.<String>of())
                .orElse(fitting);
        return algorithms.isEmpty()
                ? Optional.empty()
                : Optional.of(new Signing(Optional.ofNullable(jwk.getKeyId()), algorithms, jwk.getPublicKey()));
    }

    /** What a key of that type and size can have signed. */
    private static Set<String> fitting(PublicJsonWebKey jwk) {
        return switch (jwk) {
            case RsaJsonWebKey _
            when jwk.getPublicKey() instanceof RSAPublicKey key
                    && key.getModulus().bitLength() >= SHORTEST_RSA
                    && key.getModulus().bitLength() <= LONGEST_RSA -> Set.of("RS256", "PS256");
            case EllipticCurveJsonWebKey curve
            when curve.getPublicKey() instanceof ECPublicKey && "P-256".equals(curve.getCurveName()) -> Set.of("ES256");
            case OctetKeyPairJsonWebKey pair
            when pair.getPublicKey() instanceof EdECPublicKey key
                    && key.getParams().getName().equals("Ed25519") -> Set.of("EdDSA");
            default -> Set.of();
        };
    }

    boolean isEmpty() {
        return keys.isEmpty();
    }

    /** The key that a token can have been signed with; a token that names none must leave no choice. */
    Optional<PublicKey> find(Jose token) {
        var fitting = keys.stream()
                .filter(k -> k.algorithms().contains(token.algorithm()))
                .filter(k -> token.key().isEmpty() || k.id().equals(token.key()))
                .toList();
        return fitting.size() == 1 ? Optional.of(fitting.getFirst().key()) : Optional.empty();
    }
}
