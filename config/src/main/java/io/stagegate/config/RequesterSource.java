package io.stagegate.config;

/** How the gateway learns who asks. */
public enum RequesterSource {
    /** HTTP basic authentication, checked against the upstream. */
    BASIC,
    /** Nobody says who they are: a requester cannot be told from a reviewer. */
    ANONYMOUS
}
