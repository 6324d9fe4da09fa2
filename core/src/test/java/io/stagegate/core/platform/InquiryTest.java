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
    void a_failure_ends_it() {
        var notice = new Notice(Notice.Kind.NOT_FOUND, "no such model");

        assertThat(new Inquiry.Failed<String>(notice).map(String::length))
                .isEqualTo(new Inquiry.Failed<Integer>(notice));
    }

    @Test
    void a_write_touches_what_serves_where_it_is_it_below_it_or_above_it() {
        var serving = new ServingArtifacts(Map.of("artifacts:1/run/artifacts/model", "registry/fraud@champion"));

        assertThat(touched(serving, "artifacts:1/run/artifacts/model")).isTrue();
        assertThat(touched(serving, "artifacts:1/run/artifacts/model/MLmodel")).isTrue();
        assertThat(touched(serving, "artifacts:1/run")).isTrue();
        assertThat(touched(serving, "artifacts:1/run/artifacts/model2")).isFalse();
        assertThat(touched(serving, "artifacts:1/other")).isFalse();
    }

    private static boolean touched(ServingArtifacts serving, String place) {
        return serving.touchedBy(new ArtifactWrite("write", Set.of(place))).isPresent();
    }
}
