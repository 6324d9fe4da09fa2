package io.stagegate.gateway.hold;

/** What becomes of something that a person wants done with a hold. */
public sealed interface Ruling {

    /** The review is appended and the hold is in this state. */
    record Accepted(Review review, HoldState state) implements Ruling {}

    /** The hold is in this state, nothing is appended. */
    record Moved(HoldState state) implements Ruling {}

    /** It is released in an emergency. */
    record Broken(BreakGlass glass, HoldState state) implements Ruling {}

    /** The review is appended to what was released in an emergency, and that is in this state. */
    record Ratified(Review review, BreakGlass glass, BreakGlass.State state) implements Ruling {}

    /** It may not be done. */
    record Refused(Problem problem, String message) implements Ruling {}

    /** The sorts of refusals, each with its HTTP status in the API. */
    enum Problem {
        /** Nobody may review their own request. */
        OWN_REQUEST,
        /** The person's review would count for no quorum, or the rules exclude them. */
        NOT_ENTITLED,
        /** The hold is settled already. */
        SETTLED,
        /** The hold changed since the person looked. */
        DIGEST_DIFFERS,
        /** The requirement wants a reason. */
        COMMENT_MISSING,
        /** The person may not do such a thing. */
        FORBIDDEN,
        /** What is stored is not what the gateway wrote. */
        TAMPERED,
        /** The webhook passed a review of this person on before, or this very message. */
        TWICE,
        /** There is no such hold. */
        NOT_FOUND
    }
}
