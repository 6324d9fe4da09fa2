package io.stagegate.it.scale;

import static io.stagegate.it.gateway.Registry.API;

import io.stagegate.it.gateway.Registry;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Supplier;

/** Very many clients and approvers, each with a connection of its own. */
final class Crowd implements AutoCloseable {
    private static final int MOST = 19_000;

    private final Vertx vertx = Vertx.vertx();
    private final HttpClient client =
            vertx.createHttpClient(new PoolOptions().setHttp1MaxSize(MOST).setMaxWaitQueueSize(-1));

    /**
     * An answer, and when it was there.
     *
     * @param at on the scale of {@link System#nanoTime()}
     */
    record Answer(int status, String body, long at) {
        JsonObject json() {
            return new JsonObject(body);
        }
    }

    /** Asks for a promotion, and waits for nothing: the hold. */
    Future<Answer> open(String gateway, String model) {
        return post(gateway + API + "registered-models/alias", change(model), Map.of("prefer", "respond-async"));
    }

    /** Asks for it and waits, as clients do. */
    Future<Answer> await(String gateway, String model) {
        return post(gateway + API + "registered-models/alias", change(model), Map.of());
    }

    private static String change(String model) {
        return Registry.aliasBody(model, "champion", "2");
    }

    Future<Answer> approve(String api, String hold, String digest) {
        return post(
                api + "/v1/holds/" + hold + "/reviews",
                "{\"state\":\"approved\",\"digest\":\"" + digest + "\"}",
                Map.of("authorization", "Bearer ann-token"));
    }

    Future<Answer> get(String url) {
        return call(HttpMethod.GET, url, "", Map.of("authorization", "Bearer ann-token"));
    }

    /** Asks again where the gateway says that this is what to do, as with many others its database may not answer in time. */
    static Future<Answer> patiently(Supplier<Future<Answer>> call) {
        return patiently(call, 10);
    }

    private static Future<Answer> patiently(Supplier<Future<Answer>> call, int times) {
        return call.get()
                .compose(answer -> answer.status() == 503 && times > 0
                        ? patiently(call, times - 1)
                        : Future.succeededFuture(answer));
    }

    private Future<Answer> post(String url, String body, Map<String, String> headers) {
        return call(HttpMethod.POST, url, body, headers);
    }

    private Future<Answer> call(HttpMethod method, String url, String body, Map<String, String> headers) {
        var uri = URI.create(url);
        var options = new RequestOptions()
                .setMethod(method)
                .setHost(uri.getHost())
                .setPort(uri.getPort())
                .setURI(uri.getRawQuery() == null ? uri.getRawPath() : uri.getRawPath() + "?" + uri.getRawQuery());
        return client.request(options)
                .compose(request -> {
                    headers.forEach(request::putHeader);
                    return request.putHeader("content-type", "application/json").send(Buffer.buffer(body));
                })
                .compose(answer ->
                        answer.body().map(text -> new Answer(answer.statusCode(), text.toString(), System.nanoTime())));
    }

    /** Has something done for each, so many at once; the answers in order. */
    static <T> List<Answer> each(List<T> all, int atOnce, Function<T, Future<Answer>> work) throws Exception {
        var turns = new Semaphore(atOnce);
        var futures = new ArrayList<Future<Answer>>();
        for (var one : all) {
            turns.acquire();
            futures.add(work.apply(one).onComplete(_ -> turns.release()));
        }
        return all(futures);
    }

    static List<Answer> all(List<Future<Answer>> futures) throws Exception {
        Future.join(futures).toCompletionStage().toCompletableFuture().get(20, TimeUnit.MINUTES);
        return futures.stream().map(Future::result).toList();
    }

    @Override
    public void close() {
        vertx.close();
    }
}
