package io.stagegate.it.architecture.wrong.gateway.store;

import io.vertx.core.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Leaves the queue of its context without an owner where the time runs out. */
public final class AwaitsForAWhile {
    private AwaitsForAWhile() {}

    public static String await(Future<String> future) throws TimeoutException {
        return future.await(1, TimeUnit.SECONDS);
    }
}
