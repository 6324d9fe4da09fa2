package io.stagegate.gateway.restore;

/** What came of the wish to restore a snapshot. */
public sealed interface RestoreResult {

    /** The targets serve what the snapshot says, as reading them back shows. */
    record Applied(String promotion) implements RestoreResult {}

    /** The rules want approvals first. */
    record Held(String hold, String promotion) implements RestoreResult {}

    /** The rules say no. */
    record Denied(String promotion, String message) implements RestoreResult {}

    /** The targets serve what the snapshot says already. */
    record AlreadyThere(String message) implements RestoreResult {}

    /** The targets have changed since the snapshot's promotion. */
    record MovedOn(String message) implements RestoreResult {}

    /** What it was wanted for has come to its end meanwhile. */
    record Over(String message) implements RestoreResult {}

    /** It cannot be put back, with what can be done instead. */
    record Impossible(String message) implements RestoreResult {}

    /** The person may not. */
    record Forbidden(String message) implements RestoreResult {}

    /** There is no such snapshot. */
    record NotFound() implements RestoreResult {}

    /** It was tried, and it is certain that nothing was sent. */
    record NotSent(String promotion, String message) implements RestoreResult {}

    /** It was tried and did not come out well. */
    record Failed(String promotion, String message) implements RestoreResult {}

    /** It cannot be decided or recorded at the moment; nothing was changed. */
    record Unavailable(String message) implements RestoreResult {}
}
