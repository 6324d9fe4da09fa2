package io.stagegate.config;

import java.util.List;

/** How the gateway learns who asks. */
public sealed interface RequesterSource {
    /** HTTP basic authentication, checked against the upstream. */
    record Basic() implements RequesterSource {}

    /** Nobody says who they are: a requester cannot be told from a reviewer. */
    record Anonymous() implements RequesterSource {}

    /** A token that the gateway itself has given out. */
    record Token() implements RequesterSource {}

    /** A signed token of an OpenID provider. */
    record Oidc(String issuer) implements RequesterSource {}

    /** The certificate of the client's connection. */
    record Certificate() implements RequesterSource {}

    /**
     * A header that a proxy in front of the gateway sets.
     *
     * @param name the header's name
     * @param proxies where those proxies are; at least one network
     */
    record Header(String name, List<Network> proxies) implements RequesterSource {
        public Header {
            proxies = List.copyOf(proxies);
            RequesterForms.header(name);
            if (proxies.isEmpty()) {
                throw new IllegalArgumentException(RequesterForms.NO_PROXIES);
            }
        }
    }

    /** Whether the upstream itself knows whoever asks, by what the caller sends. */
    default boolean checkedUpstream() {
        return this instanceof Basic;
    }

    /** Whether names here are those of people, so that a person is called the same without a word on it. */
    default boolean namesPeople() {
        return this instanceof Basic || this instanceof Header;
    }
}
