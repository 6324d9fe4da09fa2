package io.stagegate.gateway.drift;

import io.stagegate.core.json.JsonValue.JsonObject;
import io.stagegate.gateway.watch.Verdict.Said;
import io.stagegate.gateway.watch.Watches.Past;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * Where it is kept what was done about changes around the gateway. Every method is a transaction with its audit records in it, and
 * throws {@link io.stagegate.gateway.journal.JournalException} where it cannot be done in time.
 */
public interface DriftStore {

    /**
     * Targets of an upstream that are as somebody has left them around the gateway, and that something can still be done about: nobody
     * is asked, nothing was tried in vain, and the gateway is not changing them itself.
     *
     * @param behind only those behind that one, in their order
     */
    List<Drifted> open(String upstream, Optional<Drifted> behind, int atMost);

    /**
     * Claims one for a while, so that no other replica acts on it.
     *
     * @return false where another one has it, or nothing can be done about it any more
     */
    boolean claim(Drifted drift);

    /** Gives a claim back. */
    void giveBack(Drifted drift);

    /**
     * Something that is done about one.
     *
     * @param policy digest of the set that wants it
     * @param record what the audit is told of it
     */
    record Deed(Drifted drift, String policy, JsonObject record) {}

    /** Tells people of what a rule says, once. */
    void tell(Deed deed, Said said);

    /** Records that people are asked in a hold, for what these say. */
    void asked(Deed deed, String hold, List<Said> said);

    /** Records that putting it back needs a person, and tells people. */
    void stuck(Deed deed, String why);

    /** Records that nothing was sent of a try to put it back. */
    void notSent(Deed deed, String restore);

    /**
     * Lets it stay: from now on it is what was permitted.
     *
     * @param by whose word that is
     * @return false where something else was recorded of the target since, or is being made of it
     */
    boolean adopt(Deed deed, String by, String why);

    /** Lets stay what people were asked about and do not want put back; how many. */
    int adoptRejected();

    /** Holds in which people are asked about what is no longer so. */
    List<String> needlessHolds();

    /** @param guard how long a version that was taken away is not gone back to */
    Past past(Drifted drift, Duration guard);

    /**
     * How many targets are as somebody has left them around the gateway, and how many of those need a person.
     *
     * @param stuck of how many putting them back was tried or wanted, in vain
     * @param asking about how many people are asked
     */
    record Count(int drifted, int stuck, int asking) {}

    Count count();
}
