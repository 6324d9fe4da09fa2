package io.stagegate.gateway.estate;

import io.stagegate.core.platform.ServingArtifacts.Served;
import io.stagegate.core.platform.TargetState;
import io.stagegate.gateway.journal.Records.Page;
import io.stagegate.gateway.journal.Records.Part;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiPredicate;

/**
 * What all governed targets serve and have served, each with how that is known. Every method is one transaction and throws {@link
 * io.stagegate.gateway.journal.JournalException} where it cannot be done in time.
 */
public interface Estate {

    /**
     * Which targets; empty is any.
     *
     * @param target the one of that name
     * @param known how it is known what they serve: {@code forwarded}, {@code readBack}, {@code adopted} or {@code drifted}
     */
    record Selection(
            Optional<String> target,
            Optional<String> upstream,
            Optional<String> model,
            Optional<String> environment,
            Optional<String> known) {}

    /** Targets by name, as JSON, with what they serve now or served at a time. */
    Page targets(Selection which, Optional<Instant> at, Part part);

    /** What a target has served, the latest first; empty where there is no such target. */
    Optional<Page> history(String id, Part part);

    /** The time by which changes are recorded. What is read of the platform from now on is later than all that is recorded. */
    Instant now();

    /** The targets of an upstream of which something was recorded since some time, as people write them. */
    Set<String> news(String upstream, Instant since);

    /** What was made of something seen. */
    enum Verdict {
        /** It is what is recorded. */
        KNOWN,
        /** Nothing was recorded of the target before. */
        ADOPTED,
        /** It is something else: nobody has asked the gateway for it. */
        DRIFTED,
        /** A change of the gateway's own was under way or has just ended: it tells nothing. */
        UNDER_WAY
    }

    /**
     * Records what was seen of targets, where it is not what is known.
     *
     * @param begun when it began to be looked at, by {@link #now}
     * @param seen what was seen; a target that serves nothing has no versions
     * @param same whether two states of a target serve the same
     * @return what was made of each
     */
    List<Verdict> seen(Instant begun, List<Served> seen, BiPredicate<TargetState, TargetState> same);
}
