package io.stagegate.gateway.watch;

import io.stagegate.core.json.JsonValue.JsonObject;
import io.stagegate.core.watch.Reading;
import io.stagegate.gateway.journal.Records.Decided;
import io.stagegate.gateway.journal.Records.Filter;
import io.stagegate.gateway.journal.Records.Page;
import io.stagegate.gateway.journal.Records.Part;
import io.stagegate.gateway.watch.Verdict.Said;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Where watches are kept. They begin and end with the outcomes that begin and end them, in the same transaction. Every method is a
 * transaction with its audit records in it, and throws {@link io.stagegate.gateway.journal.JournalException} where it cannot be
 * done in time.
 */
public interface Watches {
    /** How many earlier looks rules see. */
    int EARLIER = 10;

    /**
     * A watch that a look is due of, and that this replica has for a while: another one that takes it later makes the claim void.
     *
     * @param dueAt when the look was due
     * @param at what time it is
     * @param gap whether it is so late that something was missed
     * @param earlier the looks before it that nothing is missing between, the last one first
     * @param epoch of the claim
     */
    record Claimed(Watched watch, Instant dueAt, Instant at, boolean gap, List<Look> earlier, long epoch) {
        public Claimed {
            earlier = List.copyOf(earlier);
        }
    }

    /**
     * What a look has found out.
     *
     * @param version the version that serves
     * @param before what the signals were before the promotion
     */
    record Found(String version, List<Reading> before, Look look, Verdict verdict) {}

    /** Claims watches that a look is due of, the longest due first. A replica that is gone keeps nobody from them. */
    List<Claimed> claim(int atMost);

    /**
     * Records a look and when the next one is due; where nothing is to be done, the claim is given back as well.
     *
     * @return its number; empty where the claim is void or the watch has ended, and nothing is recorded
     */
    Optional<Integer> looked(Claimed claimed, Found found);

    /** Gives a claim back. */
    void giveBack(Claimed claimed);

    /** Ends what has been watched for as long as it was to be; how many. */
    int endOver();

    /** Holds in which people are asked about watches that have ended otherwise than by time. */
    List<String> needlessHolds();

    /**
     * Something that is done about a look.
     *
     * @param look the look's number
     * @param kind what the readings were like
     * @param record what the audit is told of it
     */
    record Deed(Watched watch, int look, String kind, JsonObject record) {}

    /** Tells people of what a rule says, unless they were within the last hour. */
    void tell(Deed deed, Said said);

    /** Records that people are asked in a hold, for what these say. */
    void asked(Deed deed, String hold, List<Said> said);

    /** Whether people were asked already because of that rule, when the readings were like that. */
    boolean wasAsked(Watched watch, String rule, String kind);

    /** Records that putting it back needs a person, and tells people. */
    void stuck(Deed deed, String why);

    /** Records that nothing was sent of a try to put it back. */
    void notSent(Deed deed, String restore);

    /**
     * What the gateway itself has done lately.
     *
     * @param restoredAway the versions that it would go back to and that were themselves taken away from there within the guard time
     * @param restores how often it put something back in that target within a day
     * @param tries what became of earlier tries to put this snapshot back, those left out of which nothing was sent
     * @param unsent how many of those there were
     */
    record Past(Set<String> restoredAway, int restores, List<String> tries, int unsent) {}

    /** @param guard how long a version that was taken away is not gone back to */
    Past past(Watched watch, Duration guard);

    /** Whether the gateway is making a change of the target at this moment, whose outcome is not recorded. */
    boolean changing(Watched watch);

    /** Ends a watch; false where it has ended already. */
    boolean end(String id, Watched.End how, String why, String by);

    /**
     * How many are open, and how many of those need a person.
     *
     * @param asking in how many a person's answer is waited for
     */
    record Count(int open, int stuck, int asking) {}

    Count count();

    /** Watches by target, each with its last look; the filter's state is theirs. */
    Page list(Filter filter, Optional<String> target, Part part);

    /** One watch. */
    Optional<JsonObject> find(String id);

    /** The looks of a watch, newest first. */
    Page looks(String id, Part part);

    /** A look with all that the rules saw; the last one of the watch where no number is given. */
    Optional<RecordedLook> look(String id, Optional<Integer> number);

    /** A place among all looks: behind a look of a watch. */
    record Place(String watch, int number) {
        /** Before all of them. */
        public static final Place FIRST = new Place("", 0);
    }

    /**
     * Some looks.
     *
     * @param next where the next ones are; empty where there are none
     */
    record Looks(List<RecordedLook> looks, Optional<Place> next) {
        public Looks {
            looks = List.copyOf(looks);
        }
    }

    /** The looks of a time, watch by watch and each in order: at most so many of one watch. */
    Looks looks(Decided time, Place behind, int atMost);
}
