package io.stagegate.core.platform;

/**
 * Something the gateway has to tell a client in the platform's own error form.
 *
 * @param kind what sort of answer it is; the adapter chooses status and code such that its clients print and do not
 *     retry where a retry is of no use
 * @param message the whole text, fit for people
 */
public record Notice(Kind kind, String message) {

    /** The sorts of answers. */
    public enum Kind {
        /** The request cannot be read one way only. */
        MALFORMED,
        /** No or wrong credentials. */
        UNAUTHENTICATED,
        /** The rules say no. */
        DENIED,
        /** Waits for people. */
        HELD,
        /** Waits for people; the client is to try again by itself and so to wait on. */
        HELD_RETRY,
        /** People said no. */
        REJECTED,
        /** People did not say anything in time. */
        EXPIRED,
        /** The requester took it back. */
        CANCELLED,
        /** Never let through: not known, or touches what serves by a side door. */
        REFUSED,
        /** The target does not exist upstream. */
        NOT_FOUND,
        /** Could not be decided or recorded; nothing was forwarded. */
        UNAVAILABLE,
        /** The upstream cannot be reached or broke off. */
        BAD_GATEWAY,
        /** The upstream did not answer in time. */
        GATEWAY_TIMEOUT,
        /** Sent, and what became of it is not known yet. */
        UNKNOWN_OUTCOME,
        /** The body is larger than a governed request may be. */
        TOO_LARGE
    }
}
