package io.stagegate.gateway.journal;

/** What something was to be made for has come to its end meanwhile. */
public final class OverException extends RuntimeException {
    private static final long serialVersionUID = 1L;
    private final String what;

    /** @param what what has ended, in a sentence */
    public OverException(String what) {
        super(what);
        this.what = what;
    }

    /** What has ended, in a sentence. */
    public String what() {
        return what;
    }
}
