package io.stagegate.gateway.identity;

import io.stagegate.core.Subject;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * Who calls the API, by a bearer token of any sort: a person's own of the configuration, one of the gateway, one of an OpenID
 * provider.
 *
 * @param signed whether a text looks like a token of a provider
 * @param providers knows whose such a token is
 */
public record Callers(People people, GatewayTokens tokens, Predicate<String> signed, Found.Search providers)
        implements Found.Search {

    /** Whose token this is, where the configuration alone says so. */
    public Optional<Subject> atOnce(String token) {
        return people.byToken(token);
    }

    @Override
    public Found find(String token) {
        var listed = people.byToken(token);
        if (listed.isPresent()) {
            return new Found.Known(listed.get());
        }
        if (GatewayTokens.looksLike(token)) {
            return tokens.find(token);
        }
        return signed.test(token) ? providers.find(token) : new Found.Unknown("this token is nobody's");
    }
}
