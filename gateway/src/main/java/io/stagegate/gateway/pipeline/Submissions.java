package io.stagegate.gateway.pipeline;

import io.stagegate.core.Subject;
import io.stagegate.core.json.JsonValue.JsonObject;
import io.stagegate.core.platform.Change;
import io.stagegate.gateway.journal.Lease;
import io.stagegate.gateway.journal.Submission;
import io.stagegate.gateway.journal.Submission.RestoreOf;
import io.stagegate.gateway.json.CanonicalJson;
import io.stagegate.gateway.json.ChangeJson;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Makes submissions: gives each its id, its time and the fingerprint by which the same request again is known. */
public final class Submissions {
    private final Ids ids;
    private final InstantSource clock;

    public Submissions(Ids ids, InstantSource clock) {
        this.ids = ids;
        this.clock = clock;
    }

    public Submission promotion(String upstream, Subject subject, Change change) {
        return make(upstream, subject, change, Optional.empty(), "");
    }

    public Submission restore(String upstream, Subject subject, Change change, RestoreOf restore) {
        return make(upstream, subject, change, Optional.of(restore), restore.snapshot());
    }

    private Submission make(
            String upstream, Subject subject, Change change, Optional<RestoreOf> restore, String snapshot) {
        var print = JsonObject.EMPTY
                .with("upstream", upstream)
                .with("subject", subject.identity())
                .with("snapshot", snapshot)
                .with("change", ChangeJson.write(change));
        return new Submission(ids.promotion(), upstream, subject, change, CanonicalJson.digest(print), restore, now());
    }

    /** The time, as submissions are given it: no finer than the database keeps it, so that what is read again is the same. */
    public Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MICROS);
    }

    /** What has to be leased before a change is made: its models. */
    public static Set<String> resources(Submission submission) {
        return submission.change().models().stream()
                .map(model -> Lease.resource(
                        submission.upstream(), submission.change().workspace(), model))
                .collect(Collectors.toUnmodifiableSet());
    }
}
