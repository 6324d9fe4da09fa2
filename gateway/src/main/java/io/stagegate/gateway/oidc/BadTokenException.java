package io.stagegate.gateway.oidc;

/** A token that is not good; the message says why, and nothing of what is in it. */
final class BadTokenException extends Exception {
    private static final long serialVersionUID = 1L;

    BadTokenException(String message) {
        super(message);
    }
}
