package io.stagegate.gateway.journal;

/** What something was to be made for has come to its end meanwhile. */
public final class OverException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public OverException(String what) {
        super(what);
    }
}
