package io.stagegate.core.platform;

/** What the upstream says of the credentials of a request. */
public sealed interface Identity {

    /** @param name the user's name on this upstream, never empty */
    record Known(String name) implements Identity {}

    /** The credentials are missing or wrong. */
    record Rejected() implements Identity {}

    /** The upstream has no notion of users. */
    record Unsupported() implements Identity {}
}
