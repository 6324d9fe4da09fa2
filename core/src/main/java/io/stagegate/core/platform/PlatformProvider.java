package io.stagegate.core.platform;

/** Makes the adapter of one platform for one upstream. Found through {@link java.util.ServiceLoader}. */
public interface PlatformProvider {

    /** The word in the configuration: {@code platform: mlflow}. */
    String platform();

    /**
     * An adapter for one upstream.
     *
     * @throws IllegalArgumentException if the settings are impossible on this platform; the message says what to write
     */
    Platform create(UpstreamSettings settings);
}
