package io.stagegate.gateway.cli;

/** A command that cannot do what it is asked; the message says in one line why and what to do. */
final class CliException extends Exception {
    private static final long serialVersionUID = 1L;

    CliException(String message) {
        super(message);
    }
}
