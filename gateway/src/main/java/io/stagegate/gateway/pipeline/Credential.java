package io.stagegate.gateway.pipeline;

/** What a call to the upstream is made with. Its text never shows the secret. */
public sealed interface Credential {

    /**
     * The value of an {@code Authorization} header.
     *
     * @param authorization the whole value
     */
    record Authorization(String authorization) implements Credential {
        @Override
        public String toString() {
            return "Authorization[hidden]";
        }
    }

    /** The gateway calls without credentials. */
    record None() implements Credential {}
}
