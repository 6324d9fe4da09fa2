package io.stagegate.gateway.watch;

import io.stagegate.core.Subject;
import io.stagegate.core.platform.TargetChange;
import io.stagegate.core.watch.Reading;
import io.stagegate.core.watch.WatchPlan;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;

/**
 * A target that is looked after since something was promoted to it.
 *
 * @param id opaque id
 * @param promotion id of the promotion
 * @param snapshot id of the snapshot that was taken before it
 * @param change what the promotion did to the target
 * @param version the version that serves since; empty while it is not known yet
 * @param files the digest of the version's files when it was promoted; empty where it is not known
 * @param plan for how long, how often, and by which signals
 * @param begunAt when the change was confirmed
 * @param looks how many there were
 * @param before what the signals were before the promotion; empty until the first look
 * @param asked where a person was asked last; empty where nobody was
 * @param trouble why putting it back needs a person; may be empty
 */
public record Watched(
        String id,
        String promotion,
        String snapshot,
        TargetChange change,
        String version,
        String files,
        WatchPlan plan,
        Instant begunAt,
        int looks,
        Optional<List<Reading>> before,
        Optional<Asked> asked,
        String trouble) {
    /** The identity under which the gateway puts back what the rules want back, with nobody asked. */
    public static final String ITSELF = Subject.itself("watch").identity();

    /** A signal over less than that says little of how things are. */
    private static final Duration LEAST = Duration.ofMinutes(5);

    /** Signals are read over this time at least; nothing is looked at before so much has passed. */
    public static final Duration SHORTEST = Duration.ofSeconds(1);

    /** In how many intervals one bad moment goes by. */
    private static final int INTERVALS = 5;

    /**
     * Where a person was asked.
     *
     * @param hold id of the hold
     * @param open whether an answer is waited for, or what it allows is being made
     */
    public record Asked(String hold, boolean open) {}

    /** How it ends. */
    public enum End {
        /** Its time has passed. */
        OVER("over"),
        /** Something else was made to serve there. */
        SUPERSEDED("superseded"),
        /** What served before serves again. */
        RESTORED("restored"),
        /** A person wants no more of it, or it cannot go on. */
        GIVEN_UP("givenUp");

        private final String word;

        End(String word) {
            this.word = word;
        }

        /** The word of the API and the audit record. */
        public String word() {
            return word;
        }
    }

    /** Whether a person's answer is waited for. */
    public boolean asking() {
        return asked.filter(Asked::open).isPresent();
    }

    /**
     * Over how long signals are read once there is so much: five intervals, five minutes at least, and no longer than the
     * watch is long. What was before the promotion is read over as much.
     */
    public Duration window() {
        var some = plan.every().multipliedBy(INTERVALS);
        var enough = some.compareTo(LEAST) > 0 ? some : LEAST;
        return enough.compareTo(plan.length()) < 0 ? enough : plan.length();
    }

    /**
     * The same at a time of the watch, in whole seconds, as sources count them: so those that were promoted together are read
     * together. Nothing of before the promotion is in it.
     */
    public Duration window(Instant at) {
        var elapsed = Duration.between(begunAt, at).truncatedTo(ChronoUnit.SECONDS);
        var some = elapsed.compareTo(SHORTEST) < 0 ? SHORTEST : elapsed;
        return some.compareTo(window()) < 0 ? some : window();
    }

    /** Whether it is too early to do anything about what the rules make of a look. */
    public boolean settling(Instant at) {
        return at.isBefore(begunAt.plus(plan.settling()));
    }
}
