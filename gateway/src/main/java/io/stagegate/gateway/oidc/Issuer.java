package io.stagegate.gateway.oidc;

import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;

/**
 * A provider whose tokens are taken.
 *
 * @param name what its subjects' ids begin with
 * @param url its issuer identifier, letter by letter
 * @param audience what tokens must be addressed to
 * @param algorithms how they may be signed
 * @param groups the claim with somebody's groups; empty where none counts
 * @param trust the authorities' certificates, in PEM; those that Java trusts where empty
 */
public record Issuer(
        String name,
        String url,
        String audience,
        Set<String> algorithms,
        Optional<String> groups,
        Optional<Path> trust) {
    public Issuer {
        algorithms = Set.copyOf(algorithms);
    }
}
