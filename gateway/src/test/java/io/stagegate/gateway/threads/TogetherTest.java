package io.stagegate.gateway.threads;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What many want at the same time is done in few goes, each once, and everybody gets what is theirs. */
class TogetherTest {
    private static final int MANY = 100;
    private static final int AT_MOST = 40;

    @Test
    void what_comes_while_one_go_is_under_way_goes_together() throws Exception {
        var goes = new ConcurrentLinkedQueue<List<Integer>>();
        var begun = new CountDownLatch(1);
        var gate = new CountDownLatch(1);
        var together = new Together<Integer, String>(AT_MOST, numbers -> {
            begun.countDown();
            await(gate);
            goes.add(numbers);
            if (numbers.contains(-1)) {
                throw new IllegalStateException("not this one");
            }
            return numbers.stream().map(n -> "result " + n).toList();
        });
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var first = threads.submit(() -> together.ask(0));
            begun.await();
            var others = IntStream.rangeClosed(1, MANY)
                    .<Future<String>>mapToObj(n -> threads.submit(() -> together.ask(n)))
                    .toList();
            // All that can be seen of a thread which waits is that nothing comes of it.
            Thread.sleep(200);
            gate.countDown();

            assertThat(first.get()).isEqualTo("result 0");
            for (var n = 1; n <= MANY; n++) {
                assertThat(others.get(n - 1).get()).isEqualTo("result " + n);
            }
            assertThat(goes.peek()).containsExactly(0);
            assertThat(goes).allSatisfy(go -> assertThat(go).hasSizeLessThanOrEqualTo(AT_MOST));
            assertThat(goes).hasSizeLessThan(MANY / 2);
            assertThat(goes.stream().flatMap(List::stream))
                    .containsExactlyInAnyOrderElementsOf(
                            IntStream.rangeClosed(0, MANY).boxed().toList());

            assertThatThrownBy(() -> threads.submit(() -> together.ask(-1)).get())
                    .isInstanceOf(ExecutionException.class)
                    .hasMessageContaining("not this one");
            assertThat(threads.submit(() -> together.ask(7)).get()).isEqualTo("result 7");
        }
    }

    private static void await(CountDownLatch gate) {
        try {
            gate.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
