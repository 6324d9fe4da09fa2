package io.stagegate.it.gateway;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
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

    private final HttpServer server;
    private final List<Said> calls = new CopyOnWriteArrayList<>();
    private final AtomicInteger posts = new AtomicInteger();
    private final AtomicReference<String> error = new AtomicReference<>("");

    /** A call of the Web API. */
    record Said(String method, String authorization, JsonNode body) {}

    private SlackStandIn(HttpServer server) {
        this.server = server;
        server.createContext("/api/", this::handle);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.start();
    }

    static SlackStandIn start() throws IOException {
        return new SlackStandIn(HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0));
    }

    private void handle(HttpExchange exchange) throws IOException {
        var method = exchange.getRequestURI().getPath().substring("/api/".length());
        var body = JSON.readTree(exchange.getRequestBody().readAllBytes());
        calls.add(new Said(method, String.valueOf(exchange.getRequestHeaders().getFirst("authorization")), body));
        var answer = error.get().isEmpty()
                ? "{\"ok\":true,\"channel\":\"%s\",\"ts\":\"%s\"}"
                        .formatted(
                                body.path("channel").asText(),
                                body.has("ts") ? body.path("ts").asText() : "1700000000." + posts.incrementAndGet())
                : "{\"ok\":false,\"error\":\"" + error.get() + "\"}";
        var bytes = answer.getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().add("content-type", "application/json");
        exchange.sendResponseHeaders(200, bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }

    /** Lets every call fail with that error; none where it is empty. */
    void failsWith(String word) {
        error.set(word);
    }

    String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
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
        server.stop(0);
    }
}
