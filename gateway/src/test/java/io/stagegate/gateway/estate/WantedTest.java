package io.stagegate.gateway.estate;

import static org.assertj.core.api.Assertions.assertThat;

import io.stagegate.core.platform.ServingArtifacts.Model;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What is to be looked at: each model once, and never more than a bound. */
class WantedTest {
    private static final Model FRAUD = new Model("", "fraud");

    private final Wanted wanted = new Wanted();

    @Test
    void a_model_that_is_told_of_often_is_one_look() {
        for (var i = 0; i < 1_000; i++) {
            wanted.fresh(FRAUD);
        }
        wanted.fresh(new Model("team-a", "fraud"));

        assertThat(wanted.take().models()).containsOnlyKeys(FRAUD, new Model("team-a", "fraud"));
        assertThat(wanted.isEmpty()).isTrue();
        assertThat(wanted.take().isNothing()).isTrue();
    }

    @Test
    void too_many_models_are_all_there_is_and_none_is_kept() {
        for (var i = 0; i <= Wanted.MOST; i++) {
            assertThat(wanted.isEmpty()).isEqualTo(i == 0);
            wanted.fresh(new Model("", "m-" + i));
        }

        var next = wanted.take();
        assertThat(next.all()).isTrue();
        assertThat(next.models()).isEmpty();
    }

    @Test
    void all_goes_with_the_models_that_were_named() {
        wanted.fresh(FRAUD);
        wanted.everything();

        assertThat(wanted.take()).isEqualTo(new Wanted.Next(true, Map.of(FRAUD, 0)));
        assertThat(wanted.isEmpty()).isTrue();
    }

    @Test
    void what_was_looked_at_in_vain_is_looked_at_alone_and_in_its_turn() {
        var one = new Model("", "unreadable-1");
        var two = new Model("", "unreadable-2");
        wanted.want(Map.of(one, 1, two, 3));
        wanted.fresh(FRAUD);

        var first = wanted.take();
        wanted.fresh(FRAUD);
        var second = wanted.take();
        var third = wanted.take();
        assertThat(first.models()).hasSize(1).doesNotContainKey(FRAUD);
        assertThat(second.models()).isEqualTo(Map.of(FRAUD, 0));
        assertThat(third.models()).hasSize(1).doesNotContainKey(FRAUD);
        assertThat(first.models()).isNotEqualTo(third.models());
        assertThat(wanted.isEmpty()).isTrue();
    }

    @Test
    void what_is_told_of_anew_begins_anew_with_its_tries() {
        wanted.want(Map.of(FRAUD, 5));
        wanted.fresh(FRAUD);
        wanted.want(Map.of(FRAUD, 6));

        assertThat(wanted.take().models()).isEqualTo(Map.of(FRAUD, 0));
    }
}
