package io.stagegate.core.platform;

import java.io.IOException;

/**
 * A stand-in for a platform, to try the gateway without one. It keeps everything in memory and begins with models to
 * promote. Found through {@link java.util.ServiceLoader}.
 */
public interface DemoRegistry {

    /** The word in the configuration of the platform that it stands in for, such as {@code mlflow}. */
    String platform();

    /**
     * Starts it on loopback, with its first content.
     *
     * @param port 1 to 65535, or 0 for any free one
     * @throws IOException if the port is taken
     */
    Running start(int port) throws IOException;

    /** A stand-in that runs until it is closed. */
    interface Running extends AutoCloseable {

        /** Where it is, such as {@code http://127.0.0.1:5000}. */
        String url();

        @Override
        void close();
    }
}
