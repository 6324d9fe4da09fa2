package io.stagegate.adapter.mlflow;

import static org.assertj.core.api.Assertions.assertThat;

import io.stagegate.adapter.mlflow.ArtifactListing.Listed;
import io.stagegate.core.json.JsonValue;
import io.stagegate.core.json.JsonValue.JsonObject;
import io.stagegate.core.platform.Answer;
import io.stagegate.core.platform.Call;
import io.stagegate.core.platform.Inquiry;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Which files of a version MLflow lists, and where it is asked for them. */
class ArtifactListingTest {
    private static final MlflowApi API = new MlflowApi("/prefix", "");
    private static final JsonObject RUN = JsonObject.EMPTY.with(
            "info", JsonObject.EMPTY.with("run_id", "r1").with("artifact_uri", "s3://bucket/1/r1/artifacts"));

    private static JsonObject file(String path, long size) {
        return JsonObject.EMPTY
                .with("path", path)
                .with("is_dir", JsonValue.of(false))
                .with("file_size", JsonValue.of(size));
    }

    private static JsonObject folder(String path) {
        return JsonObject.EMPTY.with("path", path).with("is_dir", JsonValue.of(true));
    }

    private static Answer listed(JsonObject... files) {
        return new Answer.Replied(200, JsonObject.EMPTY.with("files", JsonValue.array(List.of(files))));
    }

    /** Answers what is known, and nothing else. */
    private static Function<String, Answer> asked(Map<String, Answer> server) {
        return target -> Optional.ofNullable(server.get(target)).orElseThrow(() -> new AssertionError(target));
    }

    private static Listed list(String uri, Function<String, Answer> server) {
        return list(API, uri, server);
    }

    private static Listed list(MlflowApi api, String uri, Function<String, Answer> server) {
        var inquiry = ArtifactListing.of(api, uri, Optional.of(RUN));
        while (inquiry instanceof Inquiry.Reads<Listed>(var calls, var then)) {
            inquiry = then.apply(calls.stream().map(Call::target).map(server).toList());
        }
        return inquiry instanceof Inquiry.Done<Listed>(var value) ? value : new Listed.Unlisted("failed");
    }

    @Test
    void what_the_server_serves_is_listed_folder_by_folder_without_its_prefix() {
        var server = Map.of(
                "/api/2.0/mlflow-artifacts/artifacts?path=1%2Fm-1%2Fartifacts",
                        listed(file("MLmodel", 3), folder("data")),
                "/api/2.0/mlflow-artifacts/artifacts?path=1%2Fm-1%2Fartifacts%2Fdata",
                        listed(file("model.pkl", 1L << 40)));

        assertThat(list("mlflow-artifacts:/1/m-1/artifacts", asked(server)))
                .isEqualTo(new Listed.Files(new TreeMap<>(Map.of("MLmodel", 3L, "data/model.pkl", 1L << 40))));
    }

    @Test
    void what_lies_with_a_run_is_listed_by_the_run() {
        var server = Map.of(
                "/prefix/api/2.0/mlflow/artifacts/list?run_id=r1&path=model",
                        listed(folder("model/data"), file("model/MLmodel", 3)),
                "/prefix/api/2.0/mlflow/artifacts/list?run_id=r1&path=model%2Fdata", listed(file("model/data/x", 1)));

        assertThat(list("s3://bucket/1/r1/artifacts/model", asked(server)))
                .isEqualTo(new Listed.Files(new TreeMap<>(Map.of("MLmodel", 3L, "data/x", 1L))));
    }

    @Test
    void what_is_elsewhere_or_in_a_workspace_is_not_asked_for() {
        Function<String, Answer> nobody = target -> {
            throw new AssertionError(target);
        };

        assertThat(list("s3://other/model", nobody)).isInstanceOf(Listed.Unlisted.class);
        assertThat(list("s3://bucket/1/r1/artifacts-of-another", nobody)).isInstanceOf(Listed.Unlisted.class);
        assertThat(list(new MlflowApi("", "team-a"), "mlflow-artifacts:/workspaces/team-a/1/m-1", nobody))
                .isInstanceOf(Listed.Unlisted.class);
    }

    @Test
    void what_is_refused_too_much_or_told_in_parts_is_not_taken_for_all_there_is() {
        var uri = "mlflow-artifacts:/1/m-1";
        var many = IntStream.range(0, 1_001).mapToObj(n -> file("f" + n, 1)).toArray(JsonObject[]::new);
        var part = new Answer.Replied(
                200, JsonObject.EMPTY.with("files", JsonValue.array(List.of())).with("next_page_token", "2"));

        assertThat(list(uri, _ -> new Answer.Replied(503, JsonObject.EMPTY)))
                .isEqualTo(new Listed.Unlisted("its files cannot be listed: MLflow answered 503"));
        assertThat(list(uri, _ -> new Answer.Failed("no answer within 5 s")))
                .isEqualTo(new Listed.Unlisted("its files cannot be listed: no answer within 5 s"));
        assertThat(list(uri, _ -> listed(many))).isInstanceOf(Listed.Unlisted.class);
        // A folder that is in itself comes to an end, too.
        assertThat(list(uri, _ -> listed(folder("again")))).isInstanceOf(Listed.Unlisted.class);
        assertThat(list(uri, _ -> part)).isEqualTo(new Listed.Unlisted("MLflow lists them in parts"));
    }
}
