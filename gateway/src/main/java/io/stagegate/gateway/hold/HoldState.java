package io.stagegate.gateway.hold;

import java.util.Locale;
import java.util.Optional;

/**
 * The state of a hold. A transition is a method on the state that allows it; the database enforces the same table.
 */
public sealed interface HoldState {

    /** Waits for reviews. */
    record Pending() implements HoldState {
        public Approved approve() {
            return new Approved();
        }

        public Rejected reject() {
            return new Rejected();
        }

        public Expired expire() {
            return new Expired();
        }

        public Cancelled cancel() {
            return new Cancelled();
        }
    }

    /** Its quorum is met; waits for its release. */
    record Approved() implements HoldState {
        public Released release() {
            return new Released();
        }

        /** What it was approved on has changed since: earlier reviews no longer count. */
        public Pending reopen() {
            return new Pending();
        }

        /** A person took an approval back before it was released. */
        public Pending withdraw() {
            return new Pending();
        }

        public Rejected reject() {
            return new Rejected();
        }

        /** The rules say no now. */
        public Denied deny() {
            return new Denied();
        }

        public Expired expire() {
            return new Expired();
        }

        public Cancelled cancel() {
            return new Cancelled();
        }
    }

    /** The intent to forward is committed. */
    record Released() implements HoldState {}

    /** People said no. */
    record Rejected() implements HoldState {}

    /** The rules said no when it was to be released. */
    record Denied() implements HoldState {}

    /** Nobody said enough in time. */
    record Expired() implements HoldState {}

    /** Its requester took it back. */
    record Cancelled() implements HoldState {}

    /** Whether nothing can change it any more. */
    default boolean settled() {
        return switch (this) {
            case Pending _, Approved _ -> false;
            case Released _, Rejected _, Denied _, Expired _, Cancelled _ -> true;
        };
    }

    /** The word of the API and the database. */
    default String word() {
        return getClass().getSimpleName().toLowerCase(Locale.ROOT);
    }

    /** The state of a word, or empty for any other text. */
    static Optional<HoldState> of(String word) {
        return Optional.ofNullable(
                switch (word) {
                    case "pending" -> new Pending();
                    case "approved" -> new Approved();
                    case "released" -> new Released();
                    case "rejected" -> new Rejected();
                    case "denied" -> new Denied();
                    case "expired" -> new Expired();
                    case "cancelled" -> new Cancelled();
                    default -> null;
                });
    }
}
