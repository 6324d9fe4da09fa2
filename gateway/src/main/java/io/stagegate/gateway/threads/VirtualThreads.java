package io.stagegate.gateway.threads;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.internal.VertxInternal;
import java.util.concurrent.Callable;
import java.util.concurrent.Executor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs each task on a Vert.x virtual-thread context of its own. A context runs one task at a time, so tasks that shared
 * one would wait for one another.
 */
public final class VirtualThreads implements Executor {
    private static final Logger LOG = LoggerFactory.getLogger(VirtualThreads.class);

    private final VertxInternal vertx;

    public VirtualThreads(Vertx vertx) {
        this.vertx = (VertxInternal) vertx;
    }

    @Override
    public void execute(Runnable task) {
        call(() -> {
                    task.run();
                    return true;
                })
                .onFailure(e -> LOG.error("a task failed", e));
    }

    /** Runs a task; its result arrives on a thread of the task's context. */
    public <T> Future<T> call(Callable<T> task) {
        var promise = Promise.<T>promise();
        vertx.createVirtualThreadContext().runOnContext(_ -> {
            try {
                promise.complete(task.call());
            } catch (Throwable e) {
                // One outermost catch: whatever is thrown reaches whoever waits.
                promise.fail(e);
            }
        });
        return promise.future();
    }
}
