package io.stagegate.it.gateway;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * A stand-in for Slack, which is not Slack: it answers three calls of the Web API ({@code chat.postMessage}, {@code
 * chat.update}, {@code chat.postEphemeral}) as their documentation says, and signs pressed buttons as the documentation of
 * request signing says.
 */
final class SlackStandIn implements AutoCloseable {
    static final String TOKEN = "xoxb-of-the-test";
    static final String SECRET = "signing-secret-of-the-test";
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Vertx vertx = Vertx.vertx();
    private final HttpServer server;
    private final List<Said> calls = new CopyOnWriteArrayList<>();
    private final AtomicInteger posts = new AtomicInteger();
    private final AtomicReference<String> error = new AtomicReference<>("");

    /** A call of the Web API. */
    record Said(String method, String authorization, JsonNode body) {}

    private SlackStandIn() {
        server = vertx.createHttpServer()
                .requestHandler(request -> request.body().onSuccess(body -> handle(request, body)))
                .listen(0, "127.0.0.1")
                .toCompletionStage()
                .toCompletableFuture()
                .join();
    }

    static SlackStandIn start() {
        return new SlackStandIn();
    }

    private void handle(HttpServerRequest request, Buffer sent) {
        var method = request.uri().substring("/api/".length());
        var body = read(sent);
        calls.add(new Said(method, String.valueOf(request.getHeader("authorization")), body));
        var answer = error.get().isEmpty()
                ? "{\"ok\":true,\"channel\":\"%s\",\"ts\":\"%s\"}"
                        .formatted(
                                body.path("channel").asText(),
                                body.has("ts") ? body.path("ts").asText() : "1700000000." + posts.incrementAndGet())
                : "{\"ok\":false,\"error\":\"" + error.get() + "\"}";
        request.response().putHeader("content-type", "application/json").end(answer);
    }

    private static JsonNode read(Buffer sent) {
        try {
            return JSON.readTree(sent.getBytes());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Lets every call fail with that error; none where it is empty. */
    void failsWith(String word) {
        error.set(word);
    }

    String url() {
        return "http://127.0.0.1:" + server.actualPort();
    }

    List<Said> calls(String method) {
        return calls.stream().filter(c -> c.method().equals(method)).toList();
    }

    /** What Slack sends where a member presses a button. */
    static String pressed(String user, JsonNode button, String comment) {
        var payload = JSON.createObjectNode().put("type", "block_actions");
        payload.putObject("user").put("id", user).put("username", "somebody");
        payload.putObject("channel").put("id", "C024BE91L");
        payload.putArray("actions")
                .addObject()
                .put("type", "button")
                .put("action_id", button.path("action_id").asText())
                .put("value", button.path("value").asText());
        payload.putObject("state")
                .putObject("values")
                .putObject("comment")
                .putObject("comment")
                .put("type", "plain_text_input")
                .put("value", comment);
        return "payload=" + URLEncoder.encode(payload.toString(), StandardCharsets.UTF_8);
    }

    /** The headers that it sends it with. */
    static Map<String, String> signed(String body, long seconds, String secret) {
        try {
            var mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
            var content = "v0:" + seconds + ":" + body;
            var hex = HexFormat.of().formatHex(mac.doFinal(content.getBytes(StandardCharsets.UTF_8)));
            return Map.of(
                    "content-type",
                    "application/x-www-form-urlencoded",
                    "x-slack-request-timestamp",
                    Long.toString(seconds),
                    "x-slack-signature",
                    "v0=" + hex);
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    @Override
    public void close() {
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }
}
