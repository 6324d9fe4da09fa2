package io.stagegate.gateway.prometheus;

import io.stagegate.config.Source.Prometheus;
import io.stagegate.core.json.JsonValue;
import io.stagegate.core.json.JsonValue.JsonNull;
import io.stagegate.gateway.json.MalformedJsonException;
import io.stagegate.gateway.json.StrictJson;
import io.stagegate.gateway.upstream.BoundedBody;
import io.stagegate.gateway.upstream.Origin;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClosedException;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.http.RequestOptions;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;

/** Makes queries of one Prometheus: bounded in size and time, and redirected nowhere. */
final class PrometheusClient {
    private static final int LARGEST = 256 << 10;
    private static final Duration CONNECT = Duration.ofSeconds(2);

    private final Origin origin;
    private final String api;
    private final Duration timeout;
    private final Optional<String> authorization;
    private final HttpClient client;

    PrometheusClient(Vertx vertx, Prometheus config) {
        this.origin = Origin.of(config.url(), config.trust());
        this.api = config.url().getRawPath() + "/api/v1/";
        this.timeout = config.timeout();
        this.authorization = config.token()
                .map(token -> "Bearer " + token.value())
                .or(() -> config.login()
                        .map(login ->
                                basic(login.username() + ":" + login.password().value())));
        this.client = vertx.createHttpClient(
                origin.client().setConnectTimeout((int) connect().toMillis()).setDecompressionSupported(false),
                new PoolOptions().setHttp1MaxSize(config.concurrency()));
    }

    private static String basic(String pair) {
        return "Basic " + Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.UTF_8));
    }

    private Duration connect() {
        return CONNECT.compareTo(timeout) < 0 ? CONNECT : timeout;
    }

    private record Response(int status, String body) {}

    /** What it says. Never fails. */
    Future<PrometheusAnswer> query(Asked asked) {
        var form = "query=" + encoded(asked.query()) + "&timeout=" + patience();
        return switch (asked) {
            case Asked.Once(var _, var at) -> answer("query", form + "&time=" + seconds(at), PrometheusAnswer::of);
            case Asked.Over over ->
                answer(
                        "query_range",
                        form + "&start=" + seconds(over.at().minus(over.length())) + "&end=" + seconds(over.at())
                                + "&step=" + over.step().toMillis() / 1_000.0,
                        body -> PrometheusAnswer.of(body, over.take()));
        };
    }

    private Future<PrometheusAnswer> answer(String call, String text, Function<JsonValue, PrometheusAnswer> read) {
        var form = Buffer.buffer(text);
        return attempt(call, form)
                // A read may meet a connection that is just being closed, which is why it is tried twice.
                .recover(e -> e instanceof HttpClosedException ? attempt(call, form) : Future.failedFuture(e))
                .timeout(timeout.toMillis(), TimeUnit.MILLISECONDS)
                .map(response -> meaning(response, read))
                .otherwise(e -> new PrometheusAnswer.Silent(
                        e instanceof TimeoutException
                                ? "no answer within " + timeout.toSeconds() + " s"
                                : origin.why(e)));
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    private static String seconds(Instant at) {
        return "%d.%03d".formatted(Math.floorDiv(at.toEpochMilli(), 1_000), Math.floorMod(at.toEpochMilli(), 1_000));
    }

    /** A little less than is waited for, so that a query which takes too long is told of as such. */
    private String patience() {
        return timeout.toMillis() * 9 / 10 + "ms";
    }

    private Future<Response> attempt(String call, Buffer form) {
        var options = new RequestOptions()
                .setMethod(HttpMethod.POST)
                .setURI(api + call)
                .setConnectTimeout(connect().toMillis())
                .setIdleTimeout(timeout.toMillis())
                .setFollowRedirects(false)
                .putHeader("accept", "application/json")
                .putHeader("content-type", "application/x-www-form-urlencoded")
                .putHeader("user-agent", "Stagegate");
        authorization.ifPresent(value -> options.putHeader("authorization", value));
        // Composed, because a client that is closed already throws at once.
        return Future.succeededFuture(options).compose(client::request).compose(request -> exchange(request, form));
    }

    private static Future<Response> exchange(HttpClientRequest request, Buffer form) {
        return request.send(form)
                .compose(response -> BoundedBody.read(request, response, LARGEST, () -> {})
                        .map(body -> new Response(response.statusCode(), body)));
    }

    private static PrometheusAnswer meaning(Response response, Function<JsonValue, PrometheusAnswer> read) {
        var body = json(response.body());
        if (response.status() == 200) {
            return read.apply(body);
        }
        // Where it says itself why not, it is there: the query is at fault, or takes too long.
        return PrometheusAnswer.error(body)
                .<PrometheusAnswer>map(PrometheusAnswer.Wrong::new)
                .orElseGet(() -> new PrometheusAnswer.Silent("it answered " + response.status()));
    }

    private static JsonValue json(String body) {
        try {
            return StrictJson.parse(body);
        } catch (MalformedJsonException e) {
            return JsonNull.NULL;
        }
    }

    void close() {
        client.close();
    }
}
