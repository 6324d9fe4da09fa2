package io.stagegate.gateway.identity;

import io.stagegate.core.Subject;

/** Whose a token is. */
public sealed interface Found {
    /** Somebody's. */
    record Known(Subject subject) implements Found {}

    /** Nobody's; in a few words that whoever sent it may read. */
    record Unknown(String why) implements Found {}

    /** That cannot be told at the moment. */
    record Unclear(String why) implements Found {}

    /** Finds out whose a token is. On a virtual thread of Vert.x. */
    @FunctionalInterface
    interface Search {
        Found find(String token);
    }
}
