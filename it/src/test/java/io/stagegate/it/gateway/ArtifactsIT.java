package io.stagegate.it.gateway;

import static io.stagegate.it.gateway.Registry.API;
import static io.stagegate.it.gateway.Registry.ARTIFACTS;
import static org.assertj.core.api.Assertions.assertThat;

import io.stagegate.gateway.server.StartException;
import io.stagegate.it.mlflow.MlflowServer;
import io.stagegate.it.mlflow.RealMlflow;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Artifacts: what serves is not overwritten past the registry, everything else streams. */
@ExtendWith(RealMlflow.class)
class ArtifactsIT {
    private static final long SIZE = 2L << 30;

    @Test
    void artifacts_that_serve_are_not_overwritten_by_any_route(MlflowServer mlflow, @TempDir Path data)
            throws StartException {
        var direct = Http.at(mlflow.url());
        new Registry(direct).create("files");
        var file = new Registry(direct).stored("files", "version 1");
        var model = ARTIFACTS + file.path();
        new Registry(direct).alias("files", "champion", "1");
        try (var gateway = TestGateway.start(TestGateway.Setup.open(data, mlflow.url()))) {
            var client = gateway.proxy();
            Eventually.holds(() ->
                    assertThat(client.send("PUT", model, "poison").status()).isEqualTo(403));

            for (var write : writes(client, model, file.run())) {
                assertThat(write.status()).as(write.text()).isEqualTo(403);
            }
            assertThat(direct.get(model).text()).isEqualTo("version 1");
            assertThat(client.get(model).text()).isEqualTo("version 1");
            assertThat(client.send("PUT", model.replace("/model/", "/plots/"), "picture")
                            .status())
                    .isEqualTo(200);
            Eventually.holds(() -> assertThat(gateway.api("ann")
                            .get("/v1/audit?type=request.refused")
                            .text())
                    .contains("registry/files@champion"));
        }
    }

    @Test
    void what_has_just_been_promoted_is_guarded_at_once_and_other_uploads_only_wait(
            MlflowServer mlflow, @TempDir Path data) throws StartException {
        var registry = new Registry(Http.at(mlflow.url()));
        registry.create("quick");
        var files = List.of(registry.stored("quick", "version 1"), registry.stored("quick", "version 2"));
        registry.alias("quick", "challenger", "1");
        registry.alias("quick", "challenger", "2");
        try (var gateway =
                TestGateway.start(TestGateway.Setup.open(data, mlflow.url()).policy(Policies.permitting(data)))) {
            var client = gateway.proxy();
            for (var version : List.of("1", "2")) {
                var promoted =
                        client.post(API + "registered-models/alias", Registry.aliasBody("quick", "champion", version));
                var own = client.send(
                        "PUT",
                        ARTIFACTS + files.get(Integer.parseInt(version) - 1).path(),
                        "poison");
                var other = client.send("PUT", "/api/2.0/mlflow-artifacts/artifacts/elsewhere/file", "new");

                assertThat(promoted.status()).as(promoted.text()).isEqualTo(200);
                assertThat(own.status()).as(own.text()).isEqualTo(403);
                assertThat(other.status()).as(other.text()).isEqualTo(200);
            }
            // The version that no longer serves production still serves nothing else.
            assertThat(client.send("PUT", ARTIFACTS + files.getFirst().path(), "changed")
                            .status())
                    .isEqualTo(200);
        }
    }

    private static List<Http.Answer> writes(Http client, String model, String run) {
        var upload = "/ajax-api/2.0/mlflow/upload-artifact?run_uuid=" + run + "&path=";
        return List.of(
                client.send("PUT", model, "poison"),
                client.send("PUT", model.replace("/api/", "/ajax-api/"), "poison"),
                client.send("PUT", model.replace("MLmodel", "%4dLmodel"), "poison"),
                client.send("PUT", model + "/", "poison"),
                client.send("DELETE", model, ""),
                client.send("DELETE", model.substring(0, model.indexOf("/artifacts/model")) + "/artifacts", ""),
                client.post(model.replace("mlflow-artifacts/artifacts/", "mlflow-artifacts/mpu/create/"), "{}"),
                client.post(upload + "model/MLmodel", "poison"),
                client.post(API + "artifacts/presigned-upload-url", "{}"));
    }

    /** Bytes that cost nothing to make, and cannot be mistaken for others of another length. */
    private static final class Zeros extends InputStream {
        private long left = SIZE;

        @Override
        public int read() {
            return left-- > 0 ? 0 : -1;
        }

        @Override
        public int read(byte[] buffer, int offset, int length) {
            var n = (int) Math.min(left, length);
            left -= n;
            return n == 0 ? -1 : n;
        }
    }

    @Test
    void two_gibibytes_stream_both_ways_in_little_memory(MlflowServer mlflow, @TempDir Path home) throws Exception {
        try (var gateway = GatewayProcess.start(
                        home, mlflow.url(), "-Xmx160m", "-XX:MaxDirectMemorySize=64m", "-XX:+ExitOnOutOfMemoryError");
                var client = HttpClient.newHttpClient()) {
            var uri = URI.create(gateway.url() + "/api/2.0/mlflow-artifacts/artifacts/streamed/big.bin");
            var publisher = BodyPublishers.fromPublisher(BodyPublishers.ofInputStream(Zeros::new), SIZE);
            Eventually.holds(() -> assertThat(Http.at(gateway.url())
                            .send("PUT", "/api/2.0/mlflow-artifacts/artifacts/streamed/small.bin", "x")
                            .status())
                    .isEqualTo(200));

            var up = client.send(HttpRequest.newBuilder(uri).PUT(publisher).build(), BodyHandlers.ofString());
            assertThat(up.statusCode()).as(up.body()).isEqualTo(200);
            var down = client.send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofInputStream());
            assertThat(down.statusCode()).isEqualTo(200);
            assertThat(length(down.body())).isEqualTo(SIZE);
            assertThat(gateway.alive()).as(gateway.log()).isTrue();
            Http.at(mlflow.url()).send("DELETE", uri.getPath(), "");
        }
    }

    private static long length(InputStream in) throws IOException {
        try (in) {
            var buffer = new byte[1 << 16];
            var total = 0L;
            for (var n = in.read(buffer); n > 0; n = in.read(buffer)) {
                total += n;
            }
            return total;
        }
    }
}
