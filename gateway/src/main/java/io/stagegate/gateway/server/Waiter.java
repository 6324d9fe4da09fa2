package io.stagegate.gateway.server;

import io.vertx.core.Future;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Waits on a plain thread for what happens on Vert.x's. */
final class Waiter {
    private static final long SECONDS = 60;

    private Waiter() {}

    /**
     * @param what is waited for, as the message begins
     * @throws StartException where it fails or takes too long
     */
    static <T> T result(Future<T> future, String what) throws StartException {
        try {
            return future.toCompletionStage().toCompletableFuture().get(SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof StartException start) {
                throw start;
            }
            var cause = e.getCause() == null ? e : e.getCause();
            throw new StartException(what + ": " + cause.getMessage(), cause);
        } catch (TimeoutException e) {
            throw new StartException(what + ": it takes longer than " + SECONDS + " s", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StartException(what + ": interrupted", e);
        }
    }
}
