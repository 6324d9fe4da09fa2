package io.stagegate.it.identity;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jose4j.jwk.EcJwkGenerator;
import org.jose4j.jwk.JsonWebKey.OutputControlLevel;
import org.jose4j.jwk.RsaJwkGenerator;
import org.jose4j.keys.EllipticCurves;
import org.jose4j.keys.HmacKey;
import org.jose4j.lang.JoseException;

/**
 * Tokens that must not be taken, by what is wrong with each.
 *
 * @param keys the provider's own, with which much can be signed that is not good
 * @param elsewhere where keys are that nobody should fetch
 */
record Forgeries(Signer keys, String elsewhere) {

    /** A token, and what is told of it. */
    record Forgery(String token, String told) {}

    Map<String, Forgery> all() throws JoseException {
        var out = new LinkedHashMap<String, Forgery>();
        var now = Instant.now().getEpochSecond();
        put(out, "expired", keys.signed(keys.claims("exp", now - 61)), "has expired");
        put(out, "never expires", keys.signed(keys.without("exp")), "never expires");
        put(out, "not yet valid", keys.signed(keys.claims("nbf", now + 120)), "not valid yet");
        put(out, "wrong audience", keys.signed(keys.claims("aud", "stagegate2")), "another audience");
        put(out, "no audience", keys.signed(keys.without("aud")), "another audience");
        put(out, "nobody", keys.signed(keys.without("sub")), "names nobody");
        put(out, "a sub that cannot be told apart", keys.signed(keys.claims("sub", "sub-ann\n")), "no name");
        put(out, "bound to a key", keys.signed(keys.claims("cnf", Map.of("jkt", "x"))), "bound to a key");
        signatures(out);
        headers(out);
        return out;
    }

    private static void put(Map<String, Forgery> out, String name, String token, String told) {
        out.put(name, new Forgery(token, told));
    }

    private void signatures(Map<String, Forgery> out) throws JoseException {
        var good = keys.good();
        var kid = Map.<String, Object>of("kid", "first-rsa");
        var other = RsaJwkGenerator.generateJwk(2048).getPrivateKey();
        var der = Objects.requireNonNull(keys.rsa().getPublicKey()).getEncoded();
        var pem = "-----BEGIN PUBLIC KEY-----\n"
                + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der)
                + "\n-----END PUBLIC KEY-----\n";
        var body = good.substring(0, good.lastIndexOf('.') + 1);
        put(out, "signed by somebody else", Signer.sign(other, "RS256", kid, keys.claims()), "signature");
        put(out, "no signature", body, "signature");
        put(out, "another body", good.replaceFirst("\\.[^.]+\\.", "." + Signer.encoded(good(keys)) + "."), "signature");
        algorithms(out, body, der, pem);
    }

    private void algorithms(Map<String, Forgery> out, String body, byte[] der, String pem) {
        var kid = Map.<String, Object>of("kid", "first-rsa");
        put(
                out,
                "none",
                Signer.encoded("{\"alg\":\"none\"}") + body.substring(body.indexOf('.')),
                "not signed in a way");
        put(
                out,
                "NONE",
                Signer.encoded("{\"alg\":\"NoNe\"}") + body.substring(body.indexOf('.')),
                "not signed in a way");
        put(out, "HS256 with the public key", hs256(der), "not signed in a way");
        put(out, "HS256 with its PEM", hs256(pem.getBytes(StandardCharsets.US_ASCII)), "not signed in a way");
        put(
                out,
                "HS256 with the key's own text",
                hs256(keys.rsa().toJson().getBytes(StandardCharsets.UTF_8)),
                "not signed");
        put(out, "RS512", Signer.sign(keys.rsa().getPrivateKey(), "RS512", kid, keys.claims()), "not signed in a way");
        put(
                out,
                "an algorithm of another key type",
                Signer.sign(keys.ec().getPrivateKey(), "ES256", kid, keys.claims()),
                "does not publish");
        put(
                out,
                "an algorithm that the key is not for",
                Signer.sign(keys.rsa().getPrivateKey(), "PS256", kid, keys.claims()),
                "does not publish");
    }

    private static String good(Signer keys) {
        return "{\"iss\":\"" + keys.issuer() + "\",\"aud\":\"stagegate\",\"sub\":\"sub-zoe\",\"exp\":9999999999}";
    }

    private String hs256(byte[] secret) {
        return Signer.sign(new HmacKey(secret), "HS256", Map.of("kid", "first-rsa"), keys.claims());
    }

    private void headers(Map<String, Forgery> out) throws JoseException {
        var rsa = keys.rsa().getPrivateKey();
        var evil = EcJwkGenerator.generateJwk(EllipticCurves.P256);
        evil.setKeyId("evil");
        var jwk = evil.toParams(OutputControlLevel.PUBLIC_ONLY);
        put(out, "unknown key", Signer.sign(rsa, "RS256", Map.of("kid", "third"), keys.claims()), "does not publish");
        put(
                out,
                "a key that comes along",
                Signer.sign(evil.getPrivateKey(), "ES256", Map.of("kid", "evil", "jwk", jwk), keys.claims()),
                "does not publish");
        put(
                out,
                "a key from elsewhere",
                Signer.sign(
                        evil.getPrivateKey(),
                        "ES256",
                        Map.of("kid", "evil", "jku", elsewhere + "/keys"),
                        keys.claims()),
                "does not publish");
        put(
                out,
                "a certificate from elsewhere",
                Signer.sign(
                        evil.getPrivateKey(), "ES256", Map.of("kid", "evil", "x5u", elsewhere + "/x5u"), keys.claims()),
                "does not publish");
        others(out);
    }

    private void others(Map<String, Forgery> out) {
        var rsa = keys.rsa().getPrivateKey();
        for (var type : List.of("logout+jwt", "dpop+jwt", "secevent+jwt", "JOSE")) {
            put(
                    out,
                    "typ " + type,
                    Signer.sign(rsa, "RS256", Map.of("kid", "first-rsa", "typ", type), keys.claims()),
                    "typ");
        }
        var b64 = Map.<String, Object>of("kid", "first-rsa", "crit", List.of("exp"), "exp", 1);
        put(out, "a critical header", Signer.sign(rsa, "RS256", b64, keys.claims()), "crit");
        var nested = Map.<String, Object>of("kid", "first-rsa", "cty", "JWT");
        put(out, "one token within another", Signer.sign(rsa, "RS256", nested, keys.claims()), "cty");
        var foreign = keys.signed(keys.claims("iss", "https://id.example.org"));
        out.put("wrong issuer", new Forgery(foreign, "issuer"));
        put(out, "no issuer", keys.signed(keys.without("iss")), "issuer");
        put(out, "too long", keys.signed(keys.claims("pad", "x".repeat(17_000))), "longer");
        put(out, "two sorts of alg", twice(), "cannot be read");
        put(out, "no token at all", "a.b.c", "token");
    }

    /** Which of two members of the same name counts is read differently by different parsers. */
    private String twice() {
        var good = keys.good();
        return Signer.encoded("{\"alg\":\"RS256\",\"kid\":\"first-rsa\",\"alg\":\"none\"}")
                + good.substring(good.indexOf('.'));
    }
}
