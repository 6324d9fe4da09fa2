package io.stagegate.core.evidence;

import java.time.Instant;
import java.util.Collections;
import java.util.Set;
import java.util.TreeSet;

/**
 * A registered version, as the platform tells it.
 *
 * @param of which version this is
 * @param model the model's name
 * @param version its number
 * @param stage its stage; empty where the platform has none
 * @param aliases every alias that points to it
 * @param runId the run that made it; empty where none is known
 * @param source where its artifacts are
 * @param createdAt when it was registered
 */
public record ModelVersion(
        Version of,
        String model,
        String version,
        String stage,
        Set<String> aliases,
        String runId,
        String source,
        Instant createdAt)
        implements Fact {
    public ModelVersion {
        // In one order: a message that names them is the same whenever it is made.
        aliases = Collections.unmodifiableSet(new TreeSet<>(aliases));
    }
}
