package io.stagegate.it.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.stagegate.adapter.mlflow.MlflowProvider;
import io.stagegate.core.json.JsonValue.JsonObject;
import io.stagegate.core.platform.PlatformEvents;
import io.stagegate.core.platform.ServingArtifacts.Model;
import io.stagegate.core.platform.UpstreamSettings;
import io.stagegate.core.platform.UpstreamSettings.Environment;
import io.stagegate.gateway.json.StrictJson;
import io.stagegate.gateway.webhook.Signatures;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What MLflow 3.17.2 has sent as deliveries of a webhook, recorded to the byte, proves itself and says what it is about. */
class RecordedEventsIT {
    private static final List<byte[]> KEYS = List.of("only for tests, 0123456789".getBytes(StandardCharsets.UTF_8));

    private final PlatformEvents events = new MlflowProvider()
            .create(new UpstreamSettings(
                    "registry",
                    List.of(new Environment("production", Set.of("champion"), Set.of(), false)),
                    "",
                    List.of(),
                    Set.of()))
            .events()
            .orElseThrow();

    private static List<JsonNode> deliveries() throws IOException {
        try (var stream =
                Objects.requireNonNull(RecordedEventsIT.class.getResourceAsStream("mlflow-deliveries.jsonl"))) {
            return new String(stream.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .map(line -> new Http.Answer(200, line, Map.of()).json())
                    .toList();
        }
    }

    private boolean proves(JsonNode delivery, byte[] body) {
        var headers = delivery.path("headers");
        var proof = events.proof();
        return Signatures.verify(
                headers.path(proof.id()).asText(),
                headers.path(proof.timestamp()).asText(),
                headers.path(proof.signature()).asText(),
                body,
                KEYS);
    }

    @Test
    void each_proves_itself_by_its_headers_and_no_byte_of_it_can_be_another() throws IOException {
        for (var delivery : deliveries()) {
            var body = delivery.path("body").asText().getBytes(StandardCharsets.UTF_8);
            assertThat(proves(delivery, body)).isTrue();
            for (var i = 0; i < body.length; i++) {
                body[i] ^= 1;
                assertThat(proves(delivery, body)).isFalse();
                body[i] ^= 1;
            }
        }
    }

    @Test
    void each_says_what_it_is_about() throws Exception {
        var about = new LinkedHashMap<String, Set<Model>>();
        for (var delivery : deliveries()) {
            var event =
                    (JsonObject) StrictJson.parse(delivery.path("body").asText().getBytes(StandardCharsets.UTF_8));
            about.put(
                    event.text("entity").orElseThrow() + "."
                            + event.text("action").orElseThrow(),
                    events.about(event));
        }

        var fraud = Set.of(new Model("", "fraud"));
        assertThat(about)
                .isEqualTo(Map.of(
                        "registered_model.created", fraud,
                        "model_version.created", fraud,
                        "model_version_tag.set", fraud,
                        "model_version_tag.deleted", fraud,
                        "model_version_alias.created", fraud,
                        "model_version_alias.deleted", fraud,
                        "prompt.created", Set.of(new Model("", "ask"))));
    }
}
