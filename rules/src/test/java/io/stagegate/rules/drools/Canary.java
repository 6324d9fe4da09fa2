package io.stagegate.rules.drools;

import java.util.concurrent.atomic.AtomicInteger;

/** What hostile rules try to reach: public, so that nothing but the sandbox keeps them from it. */
public final class Canary {
    private static final AtomicInteger HEARD = new AtomicInteger();

    private Canary() {}

    /** Does what no rule may. */
    public static boolean sing() {
        HEARD.incrementAndGet();
        return true;
    }

    /** The same, as a number. */
    public static int count() {
        return HEARD.incrementAndGet();
    }

    /** The same, of something. */
    public static void see(Object what) {
        HEARD.addAndGet(what.hashCode() | 1);
    }

    /** How often that happened. */
    static int heard() {
        return HEARD.get();
    }
}
