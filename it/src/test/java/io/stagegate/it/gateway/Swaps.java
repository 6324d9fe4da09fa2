package io.stagegate.it.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/** Asks gateways all the time while policy sets take one another's place, and knows which set each answer was decided by. */
final class Swaps {
    private static final Pattern SET = Pattern.compile("set number (\\d)");

    private static final Duration PAUSE = Duration.ofMillis(5);

    private final Queue<Answered> answers = new ConcurrentLinkedQueue<>();
    private final AtomicBoolean done = new AtomicBoolean();
    private final ExecutorService clients = Executors.newVirtualThreadPerTaskExecutor();

    private record Answered(long begun, int status, int set) {}

    /** Sets are numbered by what they deny with. */
    static String word(int set) {
        return "set number " + set;
    }

    Swaps(TestGateway... gateways) {
        for (var gateway : gateways) {
            clients.execute(() -> ask(gateway));
        }
    }

    private void ask(TestGateway gateway) {
        while (!done.get()) {
            var begun = System.nanoTime();
            var answer = RollOutTestCase.ask(gateway);
            var found = SET.matcher(answer.text());
            answers.add(new Answered(begun, answer.status(), found.find() ? Integer.parseInt(found.group(1)) : -1));
            // Without it the sets are built for longer than they are asked.
            LockSupport.parkNanos(PAUSE.toNanos());
        }
    }

    /** Stops asking. */
    void stop() {
        done.set(true);
        clients.close();
    }

    /** Each was denied by one of the sets, as all of them were. */
    void nothingWasDropped() {
        assertThat(answers).hasSizeGreaterThan(50).allSatisfy(a -> {
            assertThat(a.set()).isNotNegative();
            assertThat(a.status()).isEqualTo(403);
        });
    }

    /** From the first request that a set decided to the last that began later and was decided by one before it. */
    List<Duration> disagreements(int sets) {
        return IntStream.rangeClosed(1, sets)
                .mapToObj(set -> {
                    var first = answers.stream()
                            .filter(a -> a.set() >= set)
                            .mapToLong(Answered::begun)
                            .min()
                            .orElseThrow();
                    var last = answers.stream()
                            .filter(a -> a.set() < set)
                            .mapToLong(Answered::begun)
                            .max()
                            .orElseThrow();
                    return Duration.ofNanos(Math.max(0, last - first));
                })
                .toList();
    }
}
