package io.stagegate.gateway.json;

/** A text that is not JSON, or that different readers would read differently. The message is fit for people. */
public final class MalformedJsonException extends Exception {
    private static final long serialVersionUID = 1L;

    public MalformedJsonException(String message) {
        super(message);
    }
}
