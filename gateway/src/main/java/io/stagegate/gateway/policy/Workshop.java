package io.stagegate.gateway.policy;

import io.stagegate.gateway.policy.Built.Found;
import io.stagegate.rules.PolicyException;
import io.stagegate.rules.PolicySource;
import io.stagegate.rules.drools.CompiledPolicy;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.WorkerExecutor;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Builds policy sets, one at a time on a thread of its own: no traffic waits for it. */
public final class Workshop implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Workshop.class);
    private static final long MINUTES = 10;

    private final WorkerExecutor thread;
    private final SetTests tests;
    private final InstantSource clock;
    private final AtomicBoolean serving = new AtomicBoolean();

    /**
     * @param tests what a set has to pass
     * @param clock by which it is told since when rules are quarantined
     */
    public Workshop(Vertx vertx, SetTests tests, InstantSource clock) {
        this.thread = vertx.createSharedWorkerExecutor("policy", 1, MINUTES, TimeUnit.MINUTES);
        this.tests = tests;
        this.clock = clock;
    }

    /** Checks, compiles, tests and warms up. Never fails: what goes wrong is told by the result. */
    Future<Built> build(PolicySource source) {
        return call(() -> built(source));
    }

    /** The same of what was found. */
    Future<Built> build(Found found) {
        return switch (found) {
            case Found.Source(var source) -> build(source);
            case Found.Unreadable(var why) -> Future.succeededFuture(why);
        };
    }

    private Built built(PolicySource source) {
        try {
            // There is no traffic to leave room for before there is a set to decide it.
            var policy =
                    serving.get() ? CompiledPolicy.compileAside(source, clock) : CompiledPolicy.compile(source, clock);
            var failures = tests.failures(policy, source);
            if (failures.isEmpty()) {
                serving.set(true);
                return new Built.Good(new Lent(policy));
            }
            policy.close();
            return new Built.Bad(policy.warnings(), failures);
        } catch (PolicyException e) {
            return new Built.Bad(e.diagnostics(), List.of());
        } catch (RuntimeException | LinkageError | StackOverflowError e) {
            LOG.error("a policy set cannot be built", e);
            return new Built.Bad(List.of(), List.of("it cannot be built: " + e));
        }
    }

    /** Does something else on that thread, behind what it has to do already. */
    <T> Future<T> call(Callable<T> work) {
        return thread.executeBlocking(work);
    }

    /** Comes when what it has to do is done: what is broken off in the middle fails with much noise. */
    public Future<Boolean> idle() {
        return call(() -> true);
    }

    @Override
    public void close() {
        thread.close();
    }
}
