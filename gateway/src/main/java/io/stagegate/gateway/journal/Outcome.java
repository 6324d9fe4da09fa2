package io.stagegate.gateway.journal;

import io.stagegate.core.platform.Reply;

/** How a forward ended. */
public sealed interface Outcome {

    /** What clients that wait for it are given. */
    Reply reply();

    /**
     * The upstream did it.
     *
     * @param readBack whether that was found out by reading its targets, and not by its answer alone
     */
    record Applied(Reply reply, boolean readBack) implements Outcome {}

    /** The upstream said no and changed nothing. */
    record Refused(Reply reply) implements Outcome {}

    /**
     * It never took effect.
     *
     * @param unsent whether it is certain that nothing was sent; else reading back showed nothing of it
     */
    record NotApplied(Reply reply, String why, boolean unsent) implements Outcome {}

    /** Neither the answer nor reading back tells; a person has to look. */
    record NeedsOperator(Reply reply, String why) implements Outcome {}

    /** The word of the API and the audit record. */
    default String word() {
        return switch (this) {
            case Applied _ -> "applied";
            case Refused _ -> "refused";
            case NotApplied _ -> "notApplied";
            case NeedsOperator _ -> "needsOperator";
        };
    }

    /** More about it, fit for people; empty where the word says it all. */
    default String detail() {
        return switch (this) {
            case Applied _ -> "";
            case Refused(var reply) -> {
                var said = reply.body().replaceAll("\\p{Cntrl}+", " ").strip();
                yield reply.status() + (said.isEmpty() ? "" : " " + said.substring(0, Math.min(said.length(), 500)));
            }
            case NotApplied(var _, var why, var _) -> why;
            case NeedsOperator(var _, var why) -> why;
        };
    }
}
