package io.stagegate.gateway.threads;

import io.vertx.core.Future;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Awaits a future for a while, on a virtual thread of Vert.x.
 *
 * <p>{@code Future.await(time, unit)} of Vert.x 5.0 must not be used for it: where the time runs out it leaves the context's
 * queue of tasks without an owner, and the next await on that thread throws {@code IllegalStateException}, far from its cause.
 */
public final class Awaiting {
    private Awaiting() {}

    /**
     * What a future comes to. A cause that is thrown is thrown as it is, checked ones too.
     *
     * @param atMost how long to wait; less than a millisecond is one
     * @throws TimeoutException where the time ran out; what the future stands for goes on all the same
     */
    public static <T> T within(Future<T> future, Duration atMost) throws TimeoutException {
        return future.timeout(Math.max(1, atMost.toMillis()), TimeUnit.MILLISECONDS)
                .await();
    }
}
