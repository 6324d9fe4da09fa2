package io.stagegate.core.platform;

import java.io.IOException;
import java.time.InstantSource;
import java.util.Map;

/**
 * A stand-in for a platform, to try the gateway without one. It keeps everything in memory and begins empty. Found through
 * {@link java.util.ServiceLoader}.
 */
public interface DemoRegistry {

    /** The word in the configuration of the platform that it stands in for, such as {@code mlflow}. */
    String platform();

    /**
     * Starts it on loopback.
     *
     * @param port 1 to 65535, or 0 for any free one
     * @param users passwords by user name; who is asking is known by HTTP basic authentication
     * @param clock where its time stamps come from
     * @throws IOException if the port is taken
     */
    Running start(int port, Map<String, String> users, InstantSource clock) throws IOException;

    /** A stand-in that runs until it is closed. */
    interface Running extends AutoCloseable {

        /** Where it is, such as {@code http://127.0.0.1:5000}. */
        String url();

        @Override
        void close();
    }
}
