package io.stagegate.benchmarks.watches;

import io.stagegate.core.evidence.Alert;
import io.stagegate.core.evidence.Fact;
import io.stagegate.core.json.JsonValue.JsonNumber;
import io.stagegate.core.watch.Reading;
import io.stagegate.core.watch.Reading.State;
import io.stagegate.gateway.alert.Alerts;
import io.stagegate.gateway.json.StrictJson;
import io.stagegate.gateway.signal.About;
import io.stagegate.gateway.watch.Observing;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.http.RequestOptions;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** A source that answers at once over HTTP, one call for each signal, a few at a time; alerts are looked up in the database, as a gateway does. */
final class Loopback implements Observing, AutoCloseable {
    private static final int AT_ONCE = 8;
    private static final String BODY = "{\"value\":0.01,\"samples\":4711}";

    private final HttpServer server;
    private final HttpClient client;
    private final Alerts alerts;

    private Loopback(HttpServer server, HttpClient client, Alerts alerts) {
        this.server = server;
        this.client = client;
        this.alerts = alerts;
    }

    static Loopback start(Vertx vertx, Alerts alerts) {
        var server = vertx.createHttpServer()
                .requestHandler(request -> request.response().end(BODY))
                .listen(0, "127.0.0.1")
                .toCompletionStage()
                .toCompletableFuture()
                .join();
        return new Loopback(server, vertx.createHttpClient(new PoolOptions().setHttp1MaxSize(AT_ONCE)), alerts);
    }

    @Override
    public List<Reading> read(About about, Set<String> signals, Duration window, Instant at) {
        var asked =
                new TreeSet<>(signals).stream().map(signal -> ask(signal, at)).toList();
        Future.join(asked).await();
        return asked.stream().map(Future::result).toList();
    }

    private Future<Reading> ask(String signal, Instant at) {
        var options = new RequestOptions()
                .setMethod(HttpMethod.GET)
                .setHost("127.0.0.1")
                .setPort(server.actualPort())
                .setURI("/api/v1/query?signal=" + signal);
        return client.request(options)
                .compose(request -> request.send().compose(HttpClientResponse::body))
                .map(body -> reading(signal, body, at));
    }

    private static Reading reading(String signal, Buffer body, Instant at) {
        var answer = StrictJson.stored(body.toString());
        var value = ((JsonNumber) answer.get("value").orElseThrow()).doubleValue();
        var samples = ((JsonNumber) answer.get("samples").orElseThrow()).doubleValue();
        return new Reading(signal, State.READ, value, (long) samples, "ratio", "loopback", at);
    }

    @Override
    public List<Fact> files(About about) {
        return List.of();
    }

    @Override
    public List<Alert> firing(About about) {
        return alerts.firing(about.target().upstream(), about.target().model(), about.environment());
    }

    @Override
    public void close() {
        client.close();
        server.close();
    }
}
