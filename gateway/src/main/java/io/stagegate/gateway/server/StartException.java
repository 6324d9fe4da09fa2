package io.stagegate.gateway.server;

/** A gateway that cannot start; the message says in one line why, and how to mend it. */
public final class StartException extends Exception {
    private static final long serialVersionUID = 1L;

    public StartException(String message) {
        super(message);
    }

    public StartException(String message, Throwable cause) {
        super(message, cause);
    }
}
