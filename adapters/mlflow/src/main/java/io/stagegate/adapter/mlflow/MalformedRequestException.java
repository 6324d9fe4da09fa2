package io.stagegate.adapter.mlflow;

/** A request that cannot be read one way only. */
final class MalformedRequestException extends Exception {
    private static final long serialVersionUID = 1L;

    MalformedRequestException(String message) {
        super(message);
    }
}
