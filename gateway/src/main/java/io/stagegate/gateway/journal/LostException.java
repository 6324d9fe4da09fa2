package io.stagegate.gateway.journal;

/** What was to be recorded is not this process's to record any more: another one has it. */
public final class LostException extends JournalException {
    private static final long serialVersionUID = 1L;

    /** @param doing what was being done */
    public LostException(String doing, String what) {
        super(doing, new IllegalStateException(what));
    }
}
