package io.stagegate.gateway.oidc;

import io.stagegate.gateway.identity.Found;
import io.stagegate.gateway.identity.People;
import java.security.PublicKey;
import java.time.InstantSource;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.jose4j.jwa.AlgorithmConstraints.ConstraintType;
import org.jose4j.jwt.JwtClaims;
import org.jose4j.jwt.MalformedClaimException;
import org.jose4j.jwt.NumericDate;
import org.jose4j.jwt.consumer.ErrorCodes;
import org.jose4j.jwt.consumer.InvalidJwtException;
import org.jose4j.jwt.consumer.JwtConsumerBuilder;

/** Checks the tokens of one provider, and says whose they are: {@code name:sub}, or the person who is listed with that. */
public final class SignedTokens implements Found.Search {
    private static final int LEEWAY_SECONDS = 60;
    private static final int MOST_GROUPS = 500;
    /** OpenID Connect Core section 2: at most 255 characters of ASCII; none here that cannot be seen. */
    private static final Pattern SUBJECT = Pattern.compile("[!-~]([ -~]{0,253}[!-~])?");

    private final Issuer issuer;
    private final Provider provider;
    private final People people;
    private final InstantSource clock;

    public SignedTokens(Issuer issuer, Fetching fetching, People people, InstantSource clock) {
        this.issuer = issuer;
        this.provider = new Provider(issuer, fetching, clock);
        this.people = people;
        this.clock = clock;
    }

    /** Whether a text looks like the token of a provider. */
    public static boolean looksLike(String token) {
        return Jose.looksLike(token);
    }

    /** Asks the provider that a token says it is of. */
    public static Found among(Collection<SignedTokens> providers, String token) {
        try {
            var named = Jose.read(token).issuer();
            return providers.stream()
                    .filter(p -> p.issuer.url().equals(named))
                    .findFirst()
                    .map(p -> p.find(token))
                    .orElseGet(() -> new Found.Unknown("the token is of no issuer that is listed under oidc"));
        } catch (BadTokenException e) {
            return new Found.Unknown(String.valueOf(e.getMessage()));
        }
    }

    public Issuer issuer() {
        return issuer;
    }

    @Override
    public Found find(String token) {
        try {
            var read = Jose.read(token);
            if (!issuer.algorithms().contains(read.algorithm())) {
                throw new BadTokenException("the token is not signed in a way that is taken here: "
                        + String.join(
                                ", ", issuer.algorithms().stream().sorted().toList()));
            }
            if (!read.issuer().equals(issuer.url())) {
                throw new BadTokenException("the token is of another issuer than " + issuer.url());
            }
            var key = key(read);
            return key.isPresent()
                    ? known(claims(token, key.get()))
                    : new Found.Unclear("the keys of " + issuer.url() + " are not known at the moment");
        } catch (BadTokenException e) {
            return new Found.Unknown(String.valueOf(e.getMessage()));
        }
    }

    /** Empty where no key at all is known. */
    private Optional<PublicKey> key(Jose token) throws BadTokenException {
        var keys = provider.keys();
        var key = keys.find(token);
        if (key.isEmpty()) {
            keys = provider.renewed();
            key = keys.find(token);
        }
        if (key.isEmpty() && !keys.isEmpty()) {
            throw new BadTokenException("the token is signed with a key that " + issuer.url() + " does not publish");
        }
        return key;
    }

    private JwtClaims claims(String token, PublicKey key) throws BadTokenException {
        var consumer = new JwtConsumerBuilder()
                .setJwsAlgorithmConstraints(
                        ConstraintType.PERMIT, issuer.algorithms().toArray(String[]::new))
                .setVerificationKey(key)
                .setExpectedIssuer(true, issuer.url())
                .setExpectedAudience(true, issuer.audience())
                .setRequireExpirationTime()
                .setRequireSubject()
                .setAllowedClockSkewInSeconds(LEEWAY_SECONDS)
                .setEvaluationTime(NumericDate.fromMilliseconds(clock.millis()))
                .build();
        try {
            return consumer.processToClaims(token);
        } catch (InvalidJwtException e) {
            throw new BadTokenException(why(e));
        }
    }

    private String why(InvalidJwtException e) {
        if (e.hasErrorCode(ErrorCodes.EXPIRED)) {
            return "the token has expired: get a new one from " + issuer.url();
        }
        if (e.hasErrorCode(ErrorCodes.NOT_YET_VALID)) {
            return "the token is not valid yet";
        }
        if (e.hasErrorCode(ErrorCodes.EXPIRATION_MISSING)) {
            return "the token never expires, and such a one is not taken";
        }
        if (e.hasErrorCode(ErrorCodes.AUDIENCE_INVALID) || e.hasErrorCode(ErrorCodes.AUDIENCE_MISSING)) {
            return "the token is for another audience: ask " + issuer.url() + " for one for " + issuer.audience();
        }
        if (e.hasErrorCode(ErrorCodes.SUBJECT_MISSING)) {
            return "the token names nobody (sub)";
        }
        return e.hasErrorCode(ErrorCodes.SIGNATURE_INVALID)
                ? "the token's signature is not that of " + issuer.url()
                : "the token is not good";
    }

    private Found known(JwtClaims claims) throws BadTokenException {
        if (claims.hasClaim("cnf")) {
            throw new BadTokenException("the token is bound to a key of its holder, which cannot be checked here: ask"
                    + " for a plain bearer token");
        }
        try {
            var subject = claims.getSubject();
            if (!SUBJECT.matcher(subject).matches()) {
                throw new BadTokenException("the token's sub is no name that can be written down");
            }
            return new Found.Known(people.of(issuer.name() + ":" + subject, groups(claims)));
        } catch (MalformedClaimException e) {
            throw new BadTokenException("the token is not good");
        }
    }

    /** A list of texts; anything else is nobody's group. */
    private Set<String> groups(JwtClaims claims) {
        var out = new HashSet<String>();
        var claim = issuer.groups().map(claims::getClaimValue);
        if (claim.isPresent() && claim.get() instanceof List<?> listed) {
            for (var group : listed) {
                if (group instanceof String text && !text.isBlank() && out.size() < MOST_GROUPS) {
                    out.add(text);
                }
            }
        }
        return out;
    }
}
