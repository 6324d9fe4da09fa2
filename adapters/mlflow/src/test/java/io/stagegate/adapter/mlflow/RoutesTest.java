package io.stagegate.adapter.mlflow;

import static org.assertj.core.api.Assertions.assertThat;

import io.stagegate.core.platform.Recognition;
import io.stagegate.core.platform.RequestHead;
import io.stagegate.core.platform.UpstreamSettings;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RoutesTest {
    private final Routes routes = new Routes(new UpstreamSettings("registry", List.of(), "", List.of(), Set.of()));

    private Recognition recognise(String line) {
        var parts = line.split(" ", -1);
        return routes.recognise(new RequestHead(parts[0], parts[1], "", Map.of()));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "POST /graphql",
                "POST /ajax-api/2.0/mlflow/runs/search",
                "POST /ajax-api/2.0/mlflow/experiments/search-datasets",
                "POST /ajax-api/2.0/mlflow/logged-models/search",
                "POST /ajax-api/3.0/mlflow/datasets/search",
                "POST /ajax-api/3.0/mlflow/traces/search",
                "POST /ajax-api/3.0/mlflow/traces/metrics",
                "POST /ajax-api/3.0/mlflow/traces/tr-1/assessments",
                "POST /ajax-api/3.0/mlflow/ui-telemetry",
                "POST /ajax-api/3.0/mlflow/label-schemas/create",
                "PATCH /ajax-api/3.0/mlflow/label-schemas/update",
                "DELETE /ajax-api/3.0/mlflow/label-schemas/delete",
                "POST /ajax-api/3.0/mlflow/review-queues/get-or-create-user",
                "POST /ajax-api/3.0/mlflow/review-queues/items/set-status"
            })
    void what_the_web_ui_sends_and_cannot_change_what_serves_passes(String line) {
        assertThat(recognise(line)).isInstanceOf(Recognition.PassThrough.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "PUT /ajax-api/3.0/mlflow/ui-telemetry",
                "POST /ajax-api/3.0/mlflow/ui-telemetry/x",
                "POST /ajax-api/3.0/mlflow/review-queues/items",
                "POST /ajax-api/3.0/mlflow/issues/invoke",
                "POST /ajax-api/3.0/mlflow/genai/evaluate/invoke",
                "POST /ajax-api/3.0/mlflow/demo/generate",
                "POST /ajax-api/3.0/mlflow/demo/delete",
                "POST /ajax-api/3.0/jobs/",
                "POST /ajax-api/3.0/mlflow/scorers/register",
                "POST /ajax-api/3.0/mlflow/assistant/message",
                "POST /ajax-api/3.0/mlflow/mcp-servers",
                "POST /ajax-api/3.0/mlflow/gateway/endpoints/create",
                "POST /gateway/mlflow/v1/chat/completions"
            })
    void what_the_web_ui_can_send_besides_is_refused(String line) {
        assertThat(recognise(line)).isInstanceOf(Recognition.Unrecognised.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "POST /ajax-api/2.0/mlflow/registered-models/alias",
                "DELETE /ajax-api/2.0/mlflow/registered-models/alias",
                "POST /ajax-api/2.0/mlflow/model-versions/transition-stage",
                "POST /ajax-api/2.0/mlflow/model-versions/set-tag",
                "DELETE /ajax-api/2.0/mlflow/model-versions/delete",
                "POST /ajax-api/2.0/mlflow/model-versions/create"
            })
    void what_may_change_what_serves_is_read_first(String line) {
        assertThat(recognise(line)).isInstanceOf(Recognition.NeedsBody.class);
    }
}
