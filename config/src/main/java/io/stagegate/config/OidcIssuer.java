package io.stagegate.config;

import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * An OpenID provider whose tokens say who somebody is. Such a person is {@code name:sub}, whatever else a token says.
 *
 * @param name what the provider is called here; unlike any upstream and any other provider
 * @param issuer its issuer identifier, letter by letter as its tokens have it
 * @param audience what tokens for the gateway are addressed to
 * @param algorithms how its tokens may be signed; a part of {@link #ALGORITHMS}
 * @param groups the claim that lists somebody's groups; without it nobody has any but by {@code people}
 * @param trust certificates of the authorities that its own is signed by, in PEM; those that Java trusts where empty
 */
public record OidcIssuer(
        String name,
        String issuer,
        String audience,
        Set<String> algorithms,
        Optional<String> groups,
        Optional<Path> trust) {
    /** Every way to sign that is taken: with a private key, and of no less than 112 bits of strength. */
    public static final List<String> ALGORITHMS = List.of("RS256", "PS256", "ES256", "EdDSA");

    private static final String INSTEAD = "; write it as its tokens have it, such as https://id.example.org";

    public OidcIssuer {
        algorithms = Collections.unmodifiableSet(new LinkedHashSet<>(algorithms));
        UpstreamForms.name(name);
        issuer(issuer);
        audience(audience);
        algorithms.forEach(OidcIssuer::algorithm);
        groups.ifPresent(OidcIssuer::claim);
        if (trust.isPresent() && !issuer.startsWith("https://")) {
            throw new IllegalArgumentException("trust is for an issuer by https; delete it, or write https://");
        }
        if (algorithms.isEmpty()) {
            throw new IllegalArgumentException("without an algorithm no token can be good; write algorithms: [RS256]");
        }
    }

    /** Keys that come over plain HTTP are anybody's on the way: that is for a provider on the same host only. */
    static String issuer(String text) {
        var uri = uri(text);
        var host = Optional.ofNullable(uri.getHost()).orElse("");
        if (host.isEmpty()
                || uri.getRawQuery() != null
                || uri.getRawFragment() != null
                || uri.getRawUserInfo() != null) {
            throw new IllegalArgumentException(
                    "this is no issuer: it needs a host, and has neither user, ? nor #" + INSTEAD);
        }
        if (!"https".equals(uri.getScheme()) && !("http".equals(uri.getScheme()) && Listen.isLoopback(host))) {
            throw new IllegalArgumentException(
                    "keys are fetched by https only, but from a provider on this very host" + INSTEAD);
        }
        return text;
    }

    private static URI uri(String text) {
        try {
            return new URI(text);
        } catch (URISyntaxException e) {
            throw new IllegalArgumentException("this is no URL" + INSTEAD, e);
        }
    }

    static String audience(String text) {
        if (text.isBlank()) {
            throw new IllegalArgumentException("without an audience tokens for other services would do; write the"
                    + " one that the provider puts into tokens for this gateway, such as stagegate");
        }
        return text;
    }

    static String algorithm(String text) {
        if (!ALGORITHMS.contains(text)) {
            throw new IllegalArgumentException(
                    "\"" + text + "\" is not taken; write some of " + String.join(", ", ALGORITHMS));
        }
        return text;
    }

    static String claim(String text) {
        if (text.isBlank()) {
            throw new IllegalArgumentException(
                    "this names no claim; write its name, such as groups, or delete the line");
        }
        return text;
    }
}
