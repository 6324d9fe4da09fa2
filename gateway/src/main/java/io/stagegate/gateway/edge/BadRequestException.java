package io.stagegate.gateway.edge;

/** A request that cannot be read one way only. The message is fit for people. */
final class BadRequestException extends Exception {
    private static final long serialVersionUID = 1L;
    private final int status;

    BadRequestException(int status, String message) {
        super(message);
        this.status = status;
    }

    BadRequestException(String message) {
        this(400, message);
    }

    /** HTTP status. */
    int status() {
        return status;
    }
}
