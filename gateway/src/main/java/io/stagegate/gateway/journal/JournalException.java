package io.stagegate.gateway.journal;

/** Something could not be recorded or read in time. Nothing may be forwarded on the strength of it. */
public class JournalException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** @param doing what was being done, such as {@code recording a decision} */
    public JournalException(String doing, Throwable cause) {
        super(doing + ": " + cause.getMessage(), cause);
    }
}
