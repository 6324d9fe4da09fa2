package io.stagegate.core.platform;

import static org.assertj.core.api.Assertions.assertThat;

import io.stagegate.core.json.JsonValue.JsonNull;
import io.stagegate.core.platform.Recognition.ArtifactWrite;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class InquiryTest {
    private static final Call READ = Call.get("/a", Map.of());
    private static final Call OTHER = Call.get("/b", Map.of());
    private static final ServingArtifacts.Model FRAUD = new ServingArtifacts.Model("", "fraud");

    @Test
    void steps_follow_one_another_and_the_last_one_answers() {
        var inquiry = Inquiry.<Integer>read(READ, a -> Inquiry.done(((Answer.Replied) a).status()))
                .then(status -> Inquiry.readAll(List.of(READ, READ), answers -> Inquiry.done(status + answers.size())))
                .map(sum -> "sum " + sum);

        var first = (Inquiry.Reads<String>) inquiry;
        assertThat(first.reads()).containsExactly(READ);
        var second = (Inquiry.Reads<String>) first.then().apply(List.of(new Answer.Replied(200, JsonNull.NULL)));
        assertThat(second.reads()).hasSize(2);
        assertThat(second.then().apply(List.of(new Answer.Failed("a"), new Answer.Failed("b"))))
                .isEqualTo(Inquiry.done("sum 202"));
    }

    @Test
    void questions_side_by_side_make_their_reads_together_and_answer_in_order() {
        Inquiry<String> long2 = Inquiry.read(READ, _ -> Inquiry.read(OTHER, _ -> Inquiry.done("long")));
        Inquiry<String> short1 = Inquiry.read(OTHER, a -> Inquiry.done("short " + ((Answer.Replied) a).status()));

        var first = (Inquiry.Reads<List<String>>) Inquiry.all(List.of(long2, Inquiry.done("none"), short1));
        assertThat(first.reads()).containsExactly(READ, OTHER);
        var second = (Inquiry.Reads<List<String>>)
                first.then().apply(List.of(new Answer.Failed("a"), new Answer.Replied(200, JsonNull.NULL)));
        assertThat(second.reads()).containsExactly(OTHER);
        assertThat(second.then().apply(List.of(new Answer.Failed("b"))))
                .isEqualTo(Inquiry.done(List.of("long", "none", "short 200")));
    }

    @Test
    void one_failure_of_several_questions_ends_them_all() {
        var notice = new Notice(Notice.Kind.UNAVAILABLE, "away");

        assertThat(Inquiry.all(List.of(Inquiry.read(READ, _ -> Inquiry.done(1)), new Inquiry.Failed<Integer>(notice))))
                .isEqualTo(new Inquiry.Failed<List<Integer>>(notice));
    }

    @Test
    void a_failure_ends_it() {
        var notice = new Notice(Notice.Kind.NOT_FOUND, "no such model");

        assertThat(new Inquiry.Failed<String>(notice).map(String::length))
                .isEqualTo(new Inquiry.Failed<Integer>(notice));
    }

    @Test
    void a_write_touches_what_serves_where_it_is_it_below_it_or_above_it() {
        var roots = Map.of("artifacts:1/run/artifacts/model", "serve registry/fraud@champion");
        var serving = new ServingArtifacts(Map.of(FRAUD, new ServingArtifacts.Serving("1", roots, List.of())));

        assertThat(touched(serving, "artifacts:1/run/artifacts/model")).isTrue();
        assertThat(touched(serving, "artifacts:1/run/artifacts/model/MLmodel")).isTrue();
        assertThat(touched(serving, "artifacts:1/run")).isTrue();
        assertThat(touched(serving, "artifacts:1/run/artifacts/model2")).isFalse();
        assertThat(touched(serving, "artifacts:1/other")).isFalse();
    }

    @Test
    void what_is_found_out_of_some_models_replaces_what_was_known_of_them_alone() {
        var other = new ServingArtifacts.Model("", "churn");
        var before =
                new ServingArtifacts.Serving("1", Map.of("artifacts:1/a", "serve registry/fraud@champion"), List.of());
        var after =
                new ServingArtifacts.Serving("2", Map.of("artifacts:1/b", "serve registry/fraud@champion"), List.of());
        var kept =
                new ServingArtifacts.Serving("1", Map.of("artifacts:2/c", "serve registry/churn@champion"), List.of());
        var serving = new ServingArtifacts(Map.of(FRAUD, before, other, kept));

        assertThat(serving.with(Set.of(FRAUD), Map.of(FRAUD, after)).models())
                .containsOnly(Map.entry(FRAUD, after), Map.entry(other, kept));
        assertThat(serving.with(Set.of(FRAUD), Map.of()).models()).containsOnly(Map.entry(other, kept));
    }

    private static boolean touched(ServingArtifacts serving, String place) {
        return serving.touchedBy(new ArtifactWrite("write", Set.of(place))).isPresent();
    }
}
