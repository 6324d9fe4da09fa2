package io.stagegate.gateway.journal;

import io.stagegate.core.json.JsonValue.JsonObject;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What is recorded, as the API shows it: JSON with camelCase keys and RFC 3339 times. Every method throws {@link
 * JournalException} where the database does not answer in time.
 */
public interface Records {

    /**
     * A part of a list.
     *
     * @param items in the list's order
     * @param next where the next part begins; empty at the end
     */
    record Page(List<JsonObject> items, Optional<String> next) {
        public Page {
            items = List.copyOf(items);
        }
    }

    /** Which part of a list: {@code cursor} is an earlier page's {@code next}, {@code limit} 1 to 500. */
    record Part(Optional<String> cursor, int limit) {}

    /** Which holds and promotions; empty is any. */
    record Filter(
            Optional<String> state, Optional<String> upstream, Optional<String> model, Optional<String> environment) {}

    /** Which audit records; empty is any; {@code from} inclusive, {@code to} exclusive. */
    record AuditFilter(
            Optional<Instant> from,
            Optional<Instant> to,
            Optional<String> subject,
            Optional<String> model,
            Optional<String> environment,
            Optional<String> upstream,
            Optional<String> decision,
            Optional<String> type,
            Optional<String> promotion) {}

    /** How far a reader of the audit goes. */
    enum Reach {
        /** Everything that is committed. A record may still come to stand before one of the last moment. */
        COMMITTED,
        /** Only what no other record can come to stand before: who goes on from there misses nothing. */
        FINAL
    }

    /** A cursor that no list has given out. */
    final class BadCursorException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        public BadCursorException(String cursor) {
            super("the cursor " + cursor + " is none of this list's: take it from next");
        }
    }

    /** Holds, newest first. */
    Page holds(Filter filter, Part part);

    /** One hold with everything to decide by. */
    Optional<JsonObject> hold(String id);

    /** Promotions, newest first; the filter's state is their outcome. */
    Page promotions(Filter filter, Part part);

    /** One promotion with its whole story in order. */
    Optional<JsonObject> promotion(String id);

    /** One snapshot. */
    Optional<JsonObject> snapshot(String id);

    /**
     * Audit records, in the order of the transactions that wrote them. Every record has its own cursor, and a part's {@code
     * next} is that of its last.
     */
    Page audit(AuditFilter filter, Part part, Reach reach);

    /**
     * Which decisions.
     *
     * @param since made then or later
     * @param until made before then
     * @param promotion only those on this one
     */
    record Decided(Instant since, Instant until, Optional<String> promotion) {}

    /**
     * Some lines of many.
     *
     * @param last the last one's place, to go on from
     */
    record Lines(List<String> lines, long last) {
        public Lines {
            lines = List.copyOf(lines);
        }
    }

    /**
     * Decisions of rules with the facts that they were made on, oldest first, each a JSON object in a line.
     *
     * @param behind an earlier answer's {@code last}; 0 to begin with
     */
    Lines decisions(Decided decided, long behind, int limit);

    /**
     * The same of all times, newest first.
     *
     * @param before an earlier answer's {@code last}; {@link Long#MAX_VALUE} to begin with
     */
    Lines latestDecisions(long before, int limit);
}
