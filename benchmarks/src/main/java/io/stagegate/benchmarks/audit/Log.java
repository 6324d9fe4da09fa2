package io.stagegate.benchmarks.audit;

import io.stagegate.gateway.journal.JournalException;
import io.stagegate.gateway.proof.ExportCheck;
import io.stagegate.gateway.proof.ExportForm;
import io.stagegate.gateway.proof.LogKeys;
import io.stagegate.gateway.proof.SealedLog;
import io.stagegate.gateway.proof.Trust;
import io.stagegate.gateway.proof.Verdict;
import io.stagegate.gateway.store.Database;
import io.stagegate.gateway.store.DatabaseAddress;
import io.stagegate.gateway.store.Sequencer;
import io.stagegate.gateway.threads.VirtualThreads;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicBoolean;

/** The audit's log of one database, sequenced as a gateway does it, once a second. */
final class Log implements AutoCloseable {
    private static final long ROUND = 1_000;
    private static final int PAGE = 500;

    private final Vertx vertx = Vertx.vertx();
    private final VirtualThreads threads = new VirtualThreads(vertx);
    private final LogKeys keys = LogKeys.of("benchmark", List.of(new byte[32]));
    private final Database database;
    private final Sequencer sequencer;
    private final AtomicBoolean busy = new AtomicBoolean();

    Log(DatabaseAddress address) {
        database = new Database(vertx, address, Optional.empty());
        sequencer = database.sequencer(keys);
    }

    /** Begins to sequence; the answer ends it. */
    AutoCloseable begin() {
        var timer = vertx.setPeriodic(ROUND, _ -> {
            if (busy.compareAndSet(false, true)) {
                threads.execute(() -> {
                    try {
                        sequencer.round();
                    } finally {
                        busy.set(false);
                    }
                });
            }
        });
        return () -> vertx.cancelTimer(timer);
    }

    /** Gives places to all that is there, once a round that is under way has ended. */
    long drain() throws InterruptedException {
        while (true) {
            try {
                var size = call(sequencer::round).size();
                if (size.isPresent()) {
                    return size.get();
                }
            } catch (CompletionException e) {
                if (!(e.getCause() instanceof JournalException)) {
                    throw e;
                }
            }
            // Another round is under way, or the machine is busy: as a gateway does, again.
            Thread.sleep(50);
        }
    }

    private <T> T call(Callable<T> task) {
        return threads.call(task).toCompletionStage().toCompletableFuture().join();
    }

    /** Writes an export of the whole log. */
    void export(Path file) throws IOException {
        var log = database.sealedLog();
        var last = call(log::checkpoint).orElseThrow();
        var size = last.checkpoint().size();
        var names = keys.verifiers().stream().map(Object::toString).toList();
        try (var out = Files.newBufferedWriter(file)) {
            out.write(ExportForm.head(new ExportForm.Head(names, 0, size, last.note())) + "\n");
            for (var from = 0L; from < size; from += PAGE) {
                var begin = from;
                for (var entry : call(() -> log.entries(begin, size, PAGE, Optional.empty()))) {
                    out.write(line(entry) + "\n");
                }
            }
        }
    }

    private static String line(SealedLog.Entry entry) {
        return ExportForm.record(entry.index(), entry.hash(), entry.path(), entry.record());
    }

    /** Checks an export as {@code stagegate audit verify} does. */
    Verdict check(Path file) throws IOException {
        try (var in = Files.newInputStream(file)) {
            return new ExportCheck(new Trust(keys.verifiers(), List.of(), 0), _ -> {}).check(in);
        }
    }

    @Override
    public void close() {
        database.close();
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }
}
