package io.stagegate.gateway.webhook;

import io.stagegate.core.json.JsonValue.JsonObject;
import io.stagegate.gateway.hold.Hold;
import io.stagegate.gateway.hold.Ruling;
import io.stagegate.gateway.journal.JournalException;
import io.stagegate.gateway.journal.Records.Page;
import io.stagegate.gateway.journal.Records.Part;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * What has to be told to whom, as the database knows it: every replica may deliver, and each webhook is one replica's at a
 * time. Every method is one transaction and throws {@link JournalException} where it cannot be done in time.
 */
public interface Deliveries {

    /**
     * Something that happened.
     *
     * @param id the same for everybody who is told, and however often
     * @param data what there was to say of it then
     */
    record Event(String id, String type, Instant at, Topic about, JsonObject data) {

        /** The hold that it is about; empty where it is about something else. */
        public Optional<String> hold() {
            return about instanceof Topic.Hold(var hold) ? Optional.of(hold) : Optional.empty();
        }
    }

    /** What an event is about, by its id. */
    sealed interface Topic {
        /** A hold, and the promotion that it holds. */
        record Hold(String id) implements Topic {}

        /** A promotion or a restore. */
        record Promotion(String id) implements Topic {}

        /** A target that nobody has asked for anything. */
        record Target(String id) implements Topic {}
    }

    /**
     * A delivery that is this replica's to make, for as long as its lease.
     *
     * @param epoch fencing epoch of the lease
     * @param attempt 1 for the first
     */
    record Claimed(long id, String webhook, long epoch, int attempt, Event event) {}

    /** What came of an attempt. */
    sealed interface Result {
        /** The HTTP status that was answered; 0 where nothing was. */
        int status();

        /** It was taken. */
        record Delivered(int status) implements Result {}

        /** It was not, and is tried again. */
        record Again(int status, String problem, Duration after) implements Result {}

        /** It was not, and is not tried again. */
        record Failed(int status, String problem) implements Result {}

        /** The receiver wants to be told nothing any more. */
        record Gone(int status, String problem) implements Result {}
    }

    /** Makes known which webhooks there are, by name with a digest of how each is configured; a changed one is enabled. */
    void configure(Map<String, String> settings);

    /** The webhooks that something is due for. */
    List<String> due();

    /** Claims the next delivery of a webhook; empty where none is due or another replica delivers to it. */
    Optional<Claimed> claim(String webhook, Duration lease);

    /** Records what came of an attempt, and gives the claim back. Nothing happens where the claim was lost. */
    void settle(Claimed claimed, Result result);

    /** Sweeps away what is long done. */
    void sweep();

    /** How each webhook stands, by name: whether it is disabled and why, and how much is pending and failed. */
    Map<String, JsonObject> standing();

    /** Deliveries, newest first. */
    Page list(Optional<String> webhook, Optional<String> state, Part part);

    /** Makes a delivery due again from its first attempt on; how it stands then, or empty where there is none. */
    Optional<JsonObject> replay(String id, String person);

    /** Lets a webhook be told again; false where there is none or it is enabled. */
    boolean enable(String webhook, String person);

    /**
     * Decides on a hold as {@code Holds.decide} does, once for each message of a webhook.
     *
     * @param message id of the signed message; empty where there is none
     */
    Ruling decide(String hold, String actor, String webhook, Optional<String> message, Function<Hold, Ruling> rule);

    /** Takes a signed message of a webhook; false where it was taken already. */
    boolean take(String webhook, String message);

    /** Lets a message be taken once more, as nothing could be done with it. */
    void giveBack(String webhook, String message);

    /** Where a hold is shown in a chat. */
    record Post(String channel, String id) {}

    Optional<Post> post(String hold, String webhook);

    /** Remembers where a hold is shown. */
    void posted(String hold, String webhook, Post post);
}
