package io.stagegate.gateway.alert;

import io.stagegate.core.evidence.Alert;
import java.time.Duration;
import java.util.List;

/**
 * The alerts that are known. Every method is one transaction and throws {@link io.stagegate.gateway.journal.JournalException} where it
 * cannot be done in time.
 */
public interface Alerts {
    /** So many of one source may fire at once. */
    int MOST_FIRING = 10_000;

    /** What fires for a model in an environment, or in none in particular; by name and source. */
    List<Alert> firing(String upstream, String model, String environment);

    /**
     * Records what a source tells.
     *
     * @param forgetAfter what fires and is not told of again for so long is taken for resolved
     * @return false where more would fire of that source than may; nothing is recorded then
     */
    boolean take(String source, List<Told> told, Duration forgetAfter);

    /** Deletes what has fired no more for a day, some of it at a time; that it did is in the audit. */
    void forget();
}
