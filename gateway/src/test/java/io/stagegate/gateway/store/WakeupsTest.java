package io.stagegate.gateway.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.stagegate.gateway.hold.ReviewRules;
import io.stagegate.gateway.journal.Watch;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Whoever watches a promotion learns that it moved, also where nobody tells: notifications can be lost. */
class WakeupsTest extends StoreTestCase {
    private static final Duration FOR_EVER = Duration.ofHours(1);

    private static CountDownLatch told(Watch watch) {
        var latch = new CountDownLatch(1);
        watch.whenTold(FOR_EVER, latch::countDown);
        return latch;
    }

    private static boolean within(CountDownLatch latch, long seconds) throws InterruptedException {
        return latch.await(seconds, TimeUnit.SECONDS);
    }

    @Test
    void what_moves_without_a_notification_is_seen_by_looking() throws Exception {
        var held = open("silent", Duration.ofHours(1));
        try (var watch = journal.watch(held.promotion())) {
            // It may have moved before it was watched: the first look tells in any case.
            assertThat(within(told(watch), 20)).isTrue();
            var second = told(watch);
            // Longer than from one look to the next.
            assertThat(within(second, 3)).isFalse();

            try (var connection = owner()) {
                connection
                        .createStatement()
                        .executeUpdate("UPDATE hold SET epoch = epoch + 1 WHERE id = '" + held.id() + "'");
            }

            assertThat(within(second, 20)).isTrue();
        }
    }

    @Test
    void another_replica_is_heard_at_once() throws Exception {
        var held = open("heard", Duration.ofHours(1));
        var other = new Database(vertx, embedded.address(), Optional.of(KEYS));
        try (var watch = journal.watch(held.promotion())) {
            assertThat(within(told(watch), 20)).isTrue();
            var second = told(watch);

            run(() -> other.holds()
                    .decide(
                            held.id(),
                            "ann",
                            hold -> ReviewRules.cancel(hold, held.requester().id())));

            assertThat(within(second, 20)).isTrue();
        } finally {
            other.close();
        }
    }

    @Test
    void whoever_has_left_is_not_told() throws Exception {
        var held = open("left", Duration.ofHours(1));
        var watch = journal.watch(held.promotion());
        var latch = told(watch);

        watch.close();

        assertThat(within(latch, 3)).isFalse();
    }

    @Test
    void whoever_is_woken_is_told() throws Exception {
        try (var watch = journal.watch("p-of-nobody")) {
            var latch = told(watch);
            watch.wake();
            assertThat(within(latch, 20)).isTrue();
        }
    }
}
