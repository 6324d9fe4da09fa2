package io.stagegate.adapter.mlflow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.stagegate.core.json.JsonValue;
import io.stagegate.core.json.JsonValue.JsonObject;
import io.stagegate.core.platform.ServingArtifacts.Model;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What an event of MLflow's registry is about, and what is none. */
class RegistryEventsTest {
    private final RegistryEvents events = new RegistryEvents();

    private static JsonObject event(String entity) {
        return JsonObject.EMPTY
                .with("entity", entity)
                .with("action", "created")
                .with("timestamp", "2026-11-26T21:17:47.953275+00:00")
                .with("data", JsonObject.EMPTY.with("name", "fraud").with("alias", "champion"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "registered_model",
                "model_version",
                "model_version_tag",
                "model_version_alias",
                "prompt",
                "prompt_version",
                "prompt_tag",
                "prompt_version_tag",
                "prompt_alias"
            })
    void it_is_about_the_model_that_it_names(String entity) {
        assertThat(events.about(event(entity))).containsExactly(new Model("", "fraud"));
    }

    @Test
    void a_workspace_is_part_of_the_model_and_the_default_one_is_none() {
        assertThat(events.about(event("model_version_alias").with("workspace", "team-a")))
                .containsExactly(new Model("team-a", "fraud"));
        assertThat(events.about(event("model_version_alias").with("workspace", "default")))
                .containsExactly(new Model("", "fraud"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"budget_policy", "something_new"})
    void what_is_not_about_models_is_about_none(String entity) {
        assertThat(events.about(event(entity))).isEmpty();
    }

    @Test
    void what_is_no_event_is_refused() {
        assertThatThrownBy(() -> events.about(JsonObject.EMPTY)).hasMessageContaining("entity, action and data");
        assertThatThrownBy(() -> events.about(event("model_version").with("data", "fraud")))
                .hasMessageContaining("data.name");
        assertThatThrownBy(() -> events.about(
                        event("model_version").with("data", JsonObject.EMPTY.with("name", JsonValue.of(7)))))
                .hasMessageContaining("data.name");
        assertThatThrownBy(() -> events.about(
                        event("model_version").with("data", JsonObject.EMPTY.with("name", "f".repeat(257)))))
                .hasMessageContaining("256");
        assertThatThrownBy(() -> events.about(event("model_version").with("workspace", "../other")))
                .hasMessageContaining("workspace");
    }
}
