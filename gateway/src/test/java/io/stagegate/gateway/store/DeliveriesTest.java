package io.stagegate.gateway.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.stagegate.core.json.JsonValue.JsonObject;
import io.stagegate.gateway.hold.Review.Verdict;
import io.stagegate.gateway.hold.ReviewRules;
import io.stagegate.gateway.webhook.Deliveries.Claimed;
import io.stagegate.gateway.webhook.Deliveries.Result;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Deliveries: claims, order, retries, and what is given up. */
class DeliveriesTest extends ToldTestCase {
    @Test
    void one_replica_delivers_to_a_webhook_at_a_time_and_others_go_on() throws Exception {
        open("one", Duration.ofHours(1));
        open("two", Duration.ofHours(1));

        var first = claim("bot").orElseThrow();

        assertThat(claim("bot")).isEmpty();
        assertThat(claim("log")).isPresent();
        settle(first, new Result.Delivered(200));
        assertThat(claim("bot").orElseThrow().id()).isGreaterThan(first.id());
    }

    @Test
    void racers_get_a_delivery_once() throws Exception {
        open("raced", Duration.ofHours(1));

        var racers = new ArrayList<Future<Optional<Claimed>>>();
        for (var n = 0; n < 32; n++) {
            racers.add(threads.call(() -> deliveries.claim("bot", LEASE)));
        }

        assertThat(racers.stream().map(StoreTestCase::join).filter(Optional::isPresent))
                .hasSize(1);
    }

    @Test
    void a_replica_that_lost_its_lease_settles_nothing() throws Exception {
        open("frozen", Duration.ofHours(1));
        var frozen = run(() -> deliveries.claim("bot", Duration.ZERO)).orElseThrow();

        var next = eventually(() -> claim("bot"));
        settle(frozen, new Result.Delivered(200));

        assertThat(next.id()).isEqualTo(frozen.id());
        assertThat(next.attempt()).isEqualTo(2);
        assertThat(next.event().id()).isEqualTo(frozen.event().id());
        assertThat(only("bot").text("state")).contains("pending");
        settle(next, new Result.Delivered(200));
        assertThat(only("bot").text("state")).contains("delivered");
    }

    @Test
    void later_ones_wait_behind_one_that_is_tried_again() throws Exception {
        open("head", Duration.ofHours(1));
        open("behind", Duration.ofHours(1));

        settle(claim("bot").orElseThrow(), again(Duration.ofHours(1)));

        assertThat(claim("bot")).isEmpty();
        assertThat(bot().get("pending").orElseThrow().toJson()).isEqualTo("2");
    }

    @Test
    void one_that_was_tried_three_times_steps_aside_but_not_for_its_own_hold() throws Exception {
        var held = open("stuck", Duration.ofHours(1));
        run(() -> holds.decide(held.id(), "bob", h -> ReviewRules.review(h, review("bob", Verdict.REJECTED), NOBODY)));
        open("free", Duration.ofHours(1));

        for (var n = 0; n < 3; n++) {
            var stuck = eventually(() -> claim("bot"));
            assertThat(stuck.attempt()).isEqualTo(n + 1);
            settle(stuck, again(n == 2 ? Duration.ofHours(1) : Duration.ZERO));
        }

        var next = claim("bot").orElseThrow();
        assertThat(next.event().type()).isEqualTo("hold.created");
        assertThat(next.event().hold()).isNotEqualTo(Optional.of(held.id()));
        settle(next, new Result.Delivered(200));
        assertThat(claim("bot")).isEmpty();
    }

    @Test
    void a_410_disables_it_and_what_it_misses_can_be_replayed() throws Exception {
        open("gone", Duration.ofHours(1));
        open("waiting", Duration.ofHours(1));
        settle(claim("bot").orElseThrow(), new Result.Gone(410, "it said 410"));
        open("missed", Duration.ofHours(1));

        assertThat(claim("bot")).isEmpty();
        assertThat(run(() -> deliveries.due())).doesNotContain("bot");
        var standing = bot();
        assertThat(standing.text("disabledWhy")).contains("it said 410");
        assertThat(standing.get("failed").orElseThrow().toJson()).isEqualTo("3");
        assertThat(audited("webhook.disabled")).contains("it said 410");

        assertThat(run(() -> deliveries.enable("bot", "ann"))).isTrue();
        assertThat(run(() -> deliveries.enable("bot", "ann"))).isFalse();
        assertThat(claim("bot")).isEmpty();
        var missed = only("bot").text("id").orElseThrow();
        assertThat(run(() -> deliveries.replay(missed, "ann")).orElseThrow().text("state"))
                .contains("pending");
        assertThat(claim("bot").orElseThrow().attempt()).isEqualTo(1);
        assertThat(audited("webhook.replayed")).contains(missed);
    }

    private JsonObject bot() throws Exception {
        return run(() -> deliveries.standing()).getOrDefault("bot", JsonObject.EMPTY);
    }

    private String audited(String type) throws Exception {
        try (var connection = owner();
                var statement = connection.prepareStatement(
                        "SELECT record::text FROM audit WHERE type = ? ORDER BY id DESC LIMIT 1")) {
            statement.setString(1, type);
            var rows = statement.executeQuery();
            return rows.next() ? rows.getString(1) : "";
        }
    }

    @Test
    void a_changed_configuration_enables_it() throws Exception {
        open("changed", Duration.ofHours(1));
        settle(claim("bot").orElseThrow(), new Result.Gone(410, "it said 410"));

        configure("1");
        assertThat(bot().text("disabledAt")).isPresent();
        configure("2");

        assertThat(bot().text("disabledAt")).isEmpty();
        configure("1");
    }

    private void configure(String digest) throws Exception {
        run(() -> {
            deliveries.configure(Map.of("bot", digest));
            return true;
        });
    }

    @Test
    void one_that_is_given_up_is_replayed_from_its_first_attempt_on() throws Exception {
        open("given-up", Duration.ofHours(1));
        settle(claim("bot").orElseThrow(), new Result.Failed(500, "it said 500"));

        var failed = only("bot");
        assertThat(failed.text("state")).contains("failed");
        assertThat(failed.text("problem")).contains("it said 500");
        assertThat(run(() -> deliveries.replay("d-0", "ann"))).isEmpty();
        assertThat(run(() -> deliveries.replay("nonsense", "ann"))).isEmpty();
        run(() -> deliveries.replay(failed.text("id").orElseThrow(), "ann"));

        assertThat(claim("bot").orElseThrow().attempt()).isEqualTo(1);
    }

    @Test
    void what_is_long_done_is_swept_away_and_what_is_pending_is_not() throws Exception {
        open("old", Duration.ofHours(1));
        open("old-too", Duration.ofHours(1));
        settle(claim("bot").orElseThrow(), new Result.Delivered(200));
        settle(claim("log").orElseThrow(), new Result.Delivered(200));
        try (var connection = owner();
                var statement = connection.createStatement()) {
            statement.execute("UPDATE event SET at = at - interval '31 days'");
        }

        run(() -> {
            deliveries.sweep();
            return true;
        });

        assertThat(types("bot")).hasSize(1);
    }
}
