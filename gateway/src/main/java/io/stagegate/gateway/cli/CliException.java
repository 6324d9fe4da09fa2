package io.stagegate.gateway.cli;

/** A command that cannot do what it is asked; the message says in one line why and what to do. */
final class CliException extends Exception {
    private static final long serialVersionUID = 1L;

    private final boolean passing;

    CliException(String message) {
        this(message, false);
    }

    /** @param passing whether it may be otherwise in a while, without anything being done about it */
    CliException(String message, boolean passing) {
        super(message);
        this.passing = passing;
    }

    boolean passing() {
        return passing;
    }
}
