package io.stagegate.gateway.threads;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class TurnsTest {
    private final Vertx vertx = Vertx.vertx();
    private final Turns turns = new Turns(vertx, 1, Duration.ofSeconds(30));
    private final List<String> begun = new ArrayList<>();

    @AfterEach
    void stop() throws Exception {
        vertx.close().toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
    }

    private Promise<Void> take(String name, boolean first) {
        var done = Promise.<Void>promise();
        if (first) {
            turns.takeFirst(() -> begin(name, done));
        } else {
            turns.take(() -> begin(name, done));
        }
        return done;
    }

    private Future<Void> begin(String name, Promise<Void> done) {
        begun.add(name);
        return done.future();
    }

    @Test
    void they_come_in_order_but_for_those_that_come_first() {
        var a = take("a", false);
        var b = take("b", false);
        take("c", false);
        take("first", true);

        a.complete();
        assertThat(begun).containsExactly("a", "first");
        b.complete();
        assertThat(begun).containsExactly("a", "first");
    }

    @Test
    void a_turn_ends_also_where_it_fails_or_cannot_begin() {
        take("a", false).fail("it failed");
        assertThat(turns.take(() -> {
                            throw new IllegalStateException("it cannot begin");
                        })
                        .failed())
                .isTrue();

        take("b", false);
        assertThat(begun).containsExactly("a", "b");
    }

    @Test
    void who_has_waited_too_long_is_passed_over() throws Exception {
        var hasty = new Turns(vertx, 1, Duration.ofMillis(50));
        var turn = hasty.turn().result();
        var late = hasty.turn();
        assertThat(late.toCompletionStage().toCompletableFuture())
                .failsWithin(Duration.ofSeconds(20))
                .withThrowableThat()
                .withCauseInstanceOf(Turns.TooLongException.class);

        turn.close();

        assertThat(hasty.turn().succeeded()).isTrue();
    }

    @Test
    void nobody_waits_for_what_cannot_come() {
        take("a", false);
        var waiting = turns.turn();

        turns.dismiss(new IllegalStateException("the database is away"));

        assertThat(waiting.cause()).hasMessage("the database is away");
    }
}
