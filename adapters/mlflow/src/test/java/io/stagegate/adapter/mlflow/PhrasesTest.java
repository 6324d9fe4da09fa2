package io.stagegate.adapter.mlflow;

import static org.assertj.core.api.Assertions.assertThat;

import io.stagegate.core.Action;
import io.stagegate.core.Target;
import io.stagegate.core.json.JsonValue;
import io.stagegate.core.json.JsonValue.JsonObject;
import io.stagegate.core.platform.Change;
import io.stagegate.core.platform.Classification;
import io.stagegate.core.platform.Phrasing;
import io.stagegate.core.platform.Question;
import io.stagegate.core.platform.Recognition;
import io.stagegate.core.platform.UpstreamSettings;
import io.stagegate.core.platform.UpstreamSettings.Environment;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A question is put as a client would put it, and understood as any other request. */
class PhrasesTest {
    private static final JsonObject DETAILS = JsonObject.EMPTY
            .with("version", JsonValue.of(2))
            .with("source", "models:/m-1")
            .with("new_name", "scoring")
            .with("key", "approved")
            .with("value", "yes")
            .with("noticed", "not by MLflow");

    private final MlflowPlatform platform = new MlflowPlatform(new UpstreamSettings(
            "registry",
            List.of(new Environment("production", Set.of("champion"), Set.of("Production"), true)),
            "/below",
            List.of("approved"),
            Set.of()));

    @ParameterizedTest
    @CsvSource({
        "PROMOTE, registry/fraud@champion, mlflow:set-alias",
        "PROMOTE, registry/fraud:Production, mlflow:transition-stage",
        "PROMOTE, registry/fraud:latest, mlflow:create-version",
        "DEMOTE, registry/fraud@champion, mlflow:delete-alias",
        "DEMOTE, registry/fraud:Production, mlflow:transition-stage",
        "DELETE, registry/fraud/3, mlflow:delete-version",
        "DELETE, registry/fraud, mlflow:delete-model",
        "RENAME, registry/fraud, mlflow:rename-model",
        "TAG, registry/fraud/3, mlflow:set-version-tag",
        "TAG, registry/fraud, mlflow:set-model-tag"
    })
    void every_change_can_be_asked_about(Action action, String target, String operation) {
        var change = change(action, target);

        assertThat(change.operation()).isEqualTo(operation);
        assertThat(change.model()).isEqualTo("fraud");
        assertThat(change.parameters().members()).doesNotContainKey("noticed");
    }

    @Test
    void the_target_and_the_details_are_in_it() {
        var change = change(Action.PROMOTE, "registry/team-a:fraud@champion");

        assertThat(change.workspace()).isEqualTo("team-a");
        assertThat(change.parameters().text("alias")).contains("champion");
        assertThat(change.parameters().text("version")).contains("2");
        assertThat(change(Action.DELETE, "registry/fraud/3").parameters().text("version"))
                .contains("3");
    }

    @ParameterizedTest
    @CsvSource({
        "PROMOTE, registry/fraud, an alias or a stage",
        "DEMOTE, registry/fraud:latest, an alias or a stage",
        "DELETE, registry/fraud@champion, a version or a model",
        "RENAME, registry/fraud/3, a model",
        "TAG, registry/fraud@champion, a version or a model",
        "RESTORE, registry/fraud@champion, snapshot"
    })
    void what_cannot_be_asked_is_told_with_what_can(Action action, String target, String instead) {
        assertThat(impossible(action, target, DETAILS)).contains(instead);
    }

    @Test
    void what_is_missing_is_told() {
        assertThat(impossible(Action.PROMOTE, "registry/fraud@champion", JsonObject.EMPTY))
                .isEqualTo("say version too");
        assertThat(impossible(Action.TAG, "registry/fraud", JsonObject.EMPTY)).isEqualTo("say key and value too");
    }

    private String impossible(Action action, String target, JsonObject details) {
        var phrasing = platform.phrase(new Question(action, Target.parse(target), details));
        assertThat(phrasing).isInstanceOf(Phrasing.Impossible.class);
        return ((Phrasing.Impossible) phrasing).what();
    }

    private Change change(Action action, String target) {
        var phrasing = platform.phrase(new Question(action, Target.parse(target), DETAILS));
        assertThat(phrasing).isInstanceOf(Phrasing.Request.class);
        var request = (Phrasing.Request) phrasing;
        assertThat(platform.recognise(request.head())).isInstanceOf(Recognition.NeedsBody.class);
        var classified = platform.classify(request.head(), request.body());
        assertThat(classified).isInstanceOf(Classification.Governed.class);
        return ((Classification.Governed) classified).change();
    }
}
