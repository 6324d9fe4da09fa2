package io.stagegate.core.platform;

/** What an adapter makes of a request with its body. */
public sealed interface Classification {

    /** Forwarded as parsed, without a decision: it cannot change what serves in any environment. */
    record PassThrough(String operation, Call call) implements Classification {}

    /** May change what serves; {@link Platform#impact} tells in which targets. */
    record Governed(Change change) implements Classification {}

    /** Cannot be read one way only, or is known and never let through. */
    record Refused(String operation, Notice notice) implements Classification {}
}
