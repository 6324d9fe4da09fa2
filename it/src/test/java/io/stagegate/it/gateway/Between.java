package io.stagegate.it.gateway;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.RequestOptions;
import java.net.URI;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Stands between a gateway and a real server, and keeps answers to itself: what a line that breaks at the worst moment looks
 * like from the gateway.
 */
public final class Between implements AutoCloseable {
    /** What is done with the writes of an alias. */
    public enum Mode {
        /** They go on, and so do their answers. */
        PASS,
        /** They go on, and their answers do not come. */
        KEEP_ANSWER,
        /** They go on, and their answers come once they are let. */
        LATE_ANSWER,
        /** They do not go on, and nothing is answered. */
        SWALLOW,
        /** They do not go on, and are answered as if they had. */
        PRETEND,
        /** They go on once they are let. */
        DELAY
    }

    private final Vertx vertx = Vertx.vertx();
    private final URI upstream;
    private final HttpClient client = vertx.createHttpClient();
    private final HttpServer server;
    private final CountDownLatch met = new CountDownLatch(1);
    private final Promise<Void> let = Promise.promise();
    private final String writes;
    private final AtomicInteger count = new AtomicInteger();
    private final AtomicInteger open = new AtomicInteger();
    private final AtomicInteger most = new AtomicInteger();
    private volatile Mode mode;

    public Between(String upstream, Mode mode) throws Exception {
        this(upstream, "registered-models/alias", mode);
    }

    /** @param writes how the paths of those writes end that it is about, in place of an alias's */
    Between(String upstream, String writes, Mode mode) throws Exception {
        this.writes = "/" + writes;
        this.upstream = URI.create(upstream);
        this.mode = mode;
        this.server = vertx.createHttpServer().requestHandler(this::handle);
        server.listen(0, "127.0.0.1").toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
    }

    public String url() {
        return "http://127.0.0.1:" + server.actualPort();
    }

    void mode(Mode changed) {
        mode = changed;
    }

    /** How many writes of an alias have come. */
    public int writes() {
        return count.get();
    }

    /** The most calls that were under way at once since this was last asked. */
    public int mostAtOnce() {
        return most.getAndSet(0);
    }

    /** Lets those go on that were delayed. */
    void let() {
        let.tryComplete();
    }

    /** Waits until a write of an alias has come, and where it goes on, until it has been answered. */
    void awaitWrite() throws InterruptedException {
        if (!met.await(60, TimeUnit.SECONDS)) {
            throw new AssertionError("no write came");
        }
    }

    private void handle(HttpServerRequest request) {
        most.accumulateAndGet(open.incrementAndGet(), Math::max);
        var write = request.method().name().equals("POST")
                && String.valueOf(request.path()).endsWith(writes);
        if (write) {
            count.incrementAndGet();
        }
        switch (write ? mode : Mode.PASS) {
            case SWALLOW -> met.countDown();
            case PRETEND -> {
                met.countDown();
                request.response().putHeader("content-type", "application/json").end("{}");
            }
            case DELAY -> {
                met.countDown();
                var body = request.body();
                let.future().onSuccess(_ -> pass(request, body, write));
            }
            case PASS, KEEP_ANSWER, LATE_ANSWER -> pass(request, request.body(), write);
        }
    }

    private void pass(HttpServerRequest request, Future<Buffer> arriving, boolean write) {
        arriving.onSuccess(body -> client.request(new RequestOptions()
                        .setHost(upstream.getHost())
                        .setPort(upstream.getPort())
                        .setMethod(request.method())
                        .setURI(request.uri()))
                .compose(out -> {
                    request.headers().forEach(h -> {
                        if (!h.getKey().equalsIgnoreCase("host") && !h.getKey().equalsIgnoreCase("content-length")) {
                            out.putHeader(h.getKey(), h.getValue());
                        }
                    });
                    return out.send(body);
                })
                .compose(answer -> answer.body().map(text -> {
                    open.decrementAndGet();
                    if (write) {
                        met.countDown();
                    }
                    if (write && mode == Mode.LATE_ANSWER) {
                        let.future().onSuccess(_ -> answer(request, answer.statusCode(), text));
                    } else if (!write || mode != Mode.KEEP_ANSWER) {
                        answer(request, answer.statusCode(), text);
                    }
                    return text;
                })));
    }

    private static void answer(HttpServerRequest request, int status, Buffer body) {
        request.response()
                .setStatusCode(status)
                .putHeader("content-type", "application/json")
                .end(body);
    }

    @Override
    public void close() {
        vertx.close();
    }
}
