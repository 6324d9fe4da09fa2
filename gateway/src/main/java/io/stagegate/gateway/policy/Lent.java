package io.stagegate.gateway.policy;

import io.stagegate.rules.drools.CompiledPolicy;
import java.util.concurrent.atomic.AtomicInteger;

/** A compiled set that several use, and that is closed when the last of them has given it back. */
final class Lent {
    private final CompiledPolicy policy;
    private final AtomicInteger users = new AtomicInteger(1);

    /** Whoever makes it is its first user. */
    Lent(CompiledPolicy policy) {
        this.policy = policy;
    }

    CompiledPolicy policy() {
        return policy;
    }

    /** Begins to use it; false where it is closed already. */
    boolean take() {
        return users.getAndUpdate(n -> n == 0 ? 0 : n + 1) > 0;
    }

    void giveBack() {
        if (users.decrementAndGet() == 0) {
            policy.close();
        }
    }
}
