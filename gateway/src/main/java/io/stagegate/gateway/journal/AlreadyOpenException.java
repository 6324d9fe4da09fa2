package io.stagegate.gateway.journal;

/** The same change by the same subject is in flight or held already: join that one. */
public final class AlreadyOpenException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public AlreadyOpenException(String fingerprint) {
        super("already open: " + fingerprint);
    }
}
