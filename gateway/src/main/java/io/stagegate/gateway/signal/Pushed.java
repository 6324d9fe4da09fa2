package io.stagegate.gateway.signal;

import io.stagegate.core.watch.Reading;
import java.time.Instant;

/**
 * A reading that a source told of its own accord. The same source, subject, name and time is the same reading.
 *
 * @param source who told it
 * @param subject what it is about
 * @param name the signal's name
 * @param value the value; NaN where the source says that it is not a number
 * @param samples how many observations it is made of; negative where the source does not say
 * @param unit what it is counted in; empty where the source does not say
 * @param observedAt when it was observed
 */
public record Pushed(
        String source, Subject subject, String name, double value, long samples, String unit, Instant observedAt) {

    /**
     * What a reading or an alert is about.
     *
     * @param environment an environment; empty for all of them, as with some alerts
     * @param version a version; empty for whichever serves
     */
    public record Subject(String upstream, String workspace, String model, String environment, String version) {}

    /** As it is read. */
    public Reading reading() {
        return Double.isNaN(value)
                ? Reading.none(name, Reading.State.NOT_A_NUMBER, unit, source, observedAt)
                : new Reading(name, Reading.State.READ, value, samples, unit, source, observedAt);
    }
}
