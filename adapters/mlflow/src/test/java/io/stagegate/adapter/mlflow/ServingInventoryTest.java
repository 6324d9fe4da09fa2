package io.stagegate.adapter.mlflow;

import static org.assertj.core.api.Assertions.assertThat;

import io.stagegate.core.json.JsonValue;
import io.stagegate.core.json.JsonValue.JsonBoolean;
import io.stagegate.core.json.JsonValue.JsonNull;
import io.stagegate.core.json.JsonValue.JsonObject;
import io.stagegate.core.platform.Answer;
import io.stagegate.core.platform.HeldTargets;
import io.stagegate.core.platform.Inquiry;
import io.stagegate.core.platform.ServingArtifacts;
import io.stagegate.core.platform.UpstreamSettings;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ServingInventoryTest {
    private static final Answer NOT_THERE = new Answer.Replied(404, JsonNull.NULL);
    private static final Answer BROKEN = new Answer.Replied(503, JsonNull.NULL);
    private static final Answer LOST = new Answer.Failed("no answer within 5 s");
    private static final Answer NOTHING = new Answer.Replied(200, JsonObject.EMPTY);
    private static final Answer ENABLED =
            new Answer.Replied(200, JsonObject.EMPTY.with("workspaces_enabled", JsonBoolean.TRUE));
    private static final Answer TWO = new Answer.Replied(
            200, JsonObject.EMPTY.with("workspaces", JsonValue.array(List.of(named("default"), named("team-a")))));

    private final UpstreamSettings settings = new UpstreamSettings("registry", List.of(), "", List.of(), Set.of());

    private static JsonObject named(String name) {
        return JsonObject.EMPTY.with("name", name);
    }

    private Inquiry<ServingArtifacts> inventory(Answer... answers) {
        var question =
                new ServingInventory(settings, new Environments(settings), HeldTargets.NONE).all(ServingArtifacts.NONE);
        var left = new ArrayList<>(List.of(answers));
        while (question instanceof Inquiry.Reads<ServingArtifacts>(var calls, var then) && !left.isEmpty()) {
            assertThat(calls).hasSize(1);
            question = then.apply(List.of(left.removeFirst()));
        }
        return question;
    }

    @Test
    void a_server_without_workspaces_is_searched_once_for_models_and_once_for_what_searches_hide() {
        assertThat(inventory(NOT_THERE, NOTHING, NOTHING)).isInstanceOf(Inquiry.Done.class);
        assertThat(inventory(NOTHING, NOTHING, NOTHING)).isInstanceOf(Inquiry.Done.class);
    }

    @Test
    void every_workspace_is_searched() {
        assertThat(inventory(ENABLED, TWO, NOTHING, NOTHING)).isInstanceOf(Inquiry.Reads.class);
        assertThat(inventory(ENABLED, TWO, NOTHING, NOTHING, NOTHING, NOTHING)).isInstanceOf(Inquiry.Done.class);
    }

    @Test
    void workspaces_that_cannot_be_listed_are_not_taken_for_none() {
        assertThat(inventory(BROKEN)).isInstanceOf(Inquiry.Failed.class);
        assertThat(inventory(LOST)).isInstanceOf(Inquiry.Failed.class);
        assertThat(inventory(ENABLED, BROKEN)).isInstanceOf(Inquiry.Failed.class);
        assertThat(inventory(ENABLED, LOST)).isInstanceOf(Inquiry.Failed.class);
        assertThat(inventory(ENABLED, NOT_THERE)).isInstanceOf(Inquiry.Failed.class);
    }
}
