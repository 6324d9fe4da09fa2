package io.stagegate.it.gateway;

import static io.stagegate.it.gateway.Registry.API;
import static io.stagegate.it.gateway.Registry.aliasBody;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.stagegate.gateway.server.StartException;
import io.stagegate.it.mlflow.MlflowServer;
import io.stagegate.it.mlflow.RealMlflow;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import java.net.URI;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Isolated;

/** The door: other sites' pages, redirects, and servers that are down or break off. */
@ExtendWith(RealMlflow.class)
@Isolated("it promises when a slow connection is closed")
class EdgeIT {

    @Test
    void pages_of_other_sites_write_nothing_and_the_own_page_does(MlflowServer mlflow, @TempDir Path data)
            throws StartException {
        try (var gateway = TestGateway.start(TestGateway.Setup.open(data, mlflow.url()))) {
            new Registry(Http.at(mlflow.url())).model("pages", 0.9);
            var alias = "/ajax-api/2.0/mlflow/registered-models/alias";

            assertThat(gateway.proxy()
                            .with("origin", "http://evil.example")
                            .post(alias, aliasBody("pages", "a", "1"))
                            .status())
                    .isEqualTo(403);
            assertThat(gateway.proxy()
                            .with("origin", "null")
                            .post(alias, aliasBody("pages", "b", "1"))
                            .status())
                    .isEqualTo(403);
            assertThat(gateway.proxy()
                            .with("origin", gateway.url())
                            .post(alias, aliasBody("pages", "c", "1"))
                            .status())
                    .isEqualTo(200);
            assertThat(new Registry(Http.at(mlflow.url())).aliases("pages")).containsOnlyKeys("c");
            assertThat(gateway.proxy().get("/").text()).contains("<html");
        }
    }

    @Test
    void a_server_that_is_down_is_told_in_the_platforms_own_form(@TempDir Path data) throws Exception {
        var nobody = "http://127.0.0.1:" + FreePorts.next();
        try (var gateway = TestGateway.start(TestGateway.Setup.open(data, nobody))) {
            var read = gateway.proxy().get(API + "registered-models/get?name=x");
            var write = gateway.proxy().post(API + "registered-models/alias", aliasBody("x", "champion", "1"));

            assertThat(read.status()).isEqualTo(502);
            assertThat(read.json().path("error_code").asText()).isEqualTo("TEMPORARILY_UNAVAILABLE");
            assertThat(write.status()).isEqualTo(503);
            assertThat(write.json().path("message").asText()).contains("nothing was forwarded");
        }
    }

    @Test
    void answers_that_break_off_do_not_end_like_whole_ones_and_redirects_stay_inside(@TempDir Path data)
            throws Exception {
        var vertx = Vertx.vertx();
        var server = vertx.createHttpServer().requestHandler(request -> {
            switch (String.valueOf(request.path())) {
                case "/broken" -> {
                    request.response().putHeader("content-length", "1000").write("only this");
                    vertx.setTimer(200, _ -> request.connection().close());
                }
                case "/away" ->
                    request.response()
                            .setStatusCode(302)
                            .putHeader("location", "http://evil.example/")
                            .end();
                case "/own" ->
                    request.response()
                            .setStatusCode(302)
                            .putHeader("location", "http://" + request.getHeader("host") + "/elsewhere")
                            .end();
                default -> request.response().setStatusCode(404).end("{}");
            }
        });
        try (var gateway = TestGateway.start(TestGateway.Setup.open(data, listening(server)))) {
            var host = URI.create(gateway.url()).getAuthority();

            var broken = RawHttp.send(gateway.url(), get("/broken", host));
            assertThat(broken).contains("content-length: 1000");
            assertThat(broken.substring(broken.indexOf("\r\n\r\n") + 4)).hasSizeLessThan(1000);
            assertThat(RawHttp.status(RawHttp.send(gateway.url(), get("/away", host))))
                    .isEqualTo(502);
            assertThat(RawHttp.send(gateway.url(), get("/own", host)))
                    .contains("location: " + gateway.url() + "/elsewhere");
        } finally {
            vertx.close();
        }
    }

    private static String listening(HttpServer server) throws Exception {
        server.listen(0, "127.0.0.1").toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
        return "http://127.0.0.1:" + server.actualPort();
    }

    private static byte[] get(String path, String host) {
        return ("GET " + path + " HTTP/1.1\r\nHost: " + host + "\r\nConnection: close\r\n\r\n").getBytes(UTF_8);
    }
}
