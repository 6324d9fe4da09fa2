package io.stagegate.gateway.upstream;

import static org.assertj.core.api.Assertions.assertThat;

import io.stagegate.core.json.JsonValue.JsonObject;
import io.stagegate.core.platform.Answer;
import io.stagegate.core.platform.Call;
import io.stagegate.core.platform.Inquiry;
import io.stagegate.gateway.pipeline.Credential;
import io.stagegate.gateway.pipeline.Observation;
import io.stagegate.gateway.pipeline.Sent;
import io.stagegate.gateway.threads.VirtualThreads;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Before a server that answers reads, and answers no change at all. */
class HttpUpstreamClientTest {
    private static final int CONCURRENCY = 2;
    private static final Credential NONE = new Credential.None();
    private static final Call READ = Call.get("/read", Map.of());
    private static final Call CHANGE = new Call("POST", "/change", Map.of(), Optional.of(JsonObject.EMPTY));

    private final Vertx vertx = Vertx.vertx();
    private final VirtualThreads threads = new VirtualThreads(vertx);
    private final AtomicInteger open = new AtomicInteger();
    private final AtomicInteger most = new AtomicInteger();
    private final Queue<String> arrived = new ConcurrentLinkedQueue<>();
    private HttpServer server = vertx.createHttpServer();
    private HttpUpstreamClient client = client(1);

    @BeforeEach
    void start() throws Exception {
        server = vertx.createHttpServer().requestHandler(this::handle);
        server.listen(0, "127.0.0.1").toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
        client = client(server.actualPort());
    }

    @AfterEach
    void stop() throws Exception {
        vertx.close().toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
    }

    private HttpUpstreamClient client(int port) {
        // A turn is given up long before the calls that have theirs end.
        var quick = new HttpUpstreamClient.Times(
                Duration.ofMillis(300), Duration.ofSeconds(5), Duration.ofSeconds(5), Duration.ofSeconds(2));
        return new HttpUpstreamClient(
                vertx, new Origin("http", "127.0.0.1", port, Optional.empty()), CONCURRENCY, quick);
    }

    private void handle(HttpServerRequest request) {
        arrived.add(String.valueOf(request.path()));
        if (request.uri().startsWith("/slow")) {
            most.accumulateAndGet(open.incrementAndGet(), Math::max);
            vertx.setTimer(20, _ -> {
                open.decrementAndGet();
                request.response().end("{}");
            });
            return;
        }
        if (request.method().name().equals("GET")) {
            request.response().end("{}");
        }
    }

    private <T> T run(Callable<T> task) throws Exception {
        return threads.call(task).toCompletionStage().toCompletableFuture().get(30, TimeUnit.SECONDS);
    }

    private Answer read() {
        return client.ask(Inquiry.read(READ, Inquiry::done), NONE);
    }

    @Test
    void a_change_without_an_answer_is_lost_and_can_be_read_back_by_the_same_thread() throws Exception {
        var answer = run(() -> {
            assertThat(client.send(CHANGE, NONE))
                    .isInstanceOfSatisfying(
                            Sent.Lost.class, lost -> assertThat(lost.timedOut()).isTrue());
            return read();
        });

        assertThat(answer).isEqualTo(new Answer.Replied(200, JsonObject.EMPTY));
        assertThat(arrived).containsExactly("/change", "/read");
    }

    @Test
    void what_cannot_be_connected_was_not_sent() throws Exception {
        server.close().toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);

        assertThat(run(() -> client.send(CHANGE, NONE))).isInstanceOf(Sent.NotSent.class);
    }

    @Test
    void a_change_whose_turn_does_not_come_is_not_sent_then_or_later() throws Exception {
        var sent = Stream.generate(() -> threads.call(() -> client.send(CHANGE, NONE)))
                .limit(CONCURRENCY + 1)
                .toList();
        for (var one : sent) {
            one.toCompletionStage().toCompletableFuture().get(30, TimeUnit.SECONDS);
        }

        assertThat(sent.stream().map(Future::result).filter(Sent.NotSent.class::isInstance))
                .singleElement()
                .asString()
                .contains("turn");
        // By now the turns of the others are over too, and those who waited for them would have been let in.
        assertThat(run(this::read)).isEqualTo(new Answer.Replied(200, JsonObject.EMPTY));
        assertThat(arrived.stream().filter("/change"::equals)).hasSize(CONCURRENCY);
    }

    @Test
    void no_more_calls_than_allowed_are_under_way_at_once() throws Exception {
        var reads = IntStream.range(0, 20)
                .mapToObj(i -> Call.get("/slow", Map.of("i", Integer.toString(i))))
                .toList();

        List<Answer> answers = run(() -> client.ask(Inquiry.readAll(reads, Inquiry::done), NONE));

        assertThat(answers).hasSize(20);
        assertThat(most).hasValue(CONCURRENCY);
    }

    @Test
    void what_may_not_be_sent_any_more_when_there_is_a_connection_was_not_sent() throws Exception {
        assertThat(run(() -> client.send(CHANGE, NONE, () -> false))).isInstanceOf(Sent.NotSent.class);
        run(this::read);

        assertThat(arrived).containsExactly("/read");
    }

    @Test
    void one_observation_makes_each_read_once() throws Exception {
        var both = Inquiry.readAll(List.of(READ, READ), Inquiry::done);
        var answers = run(() -> {
            var seen = new Observation();
            client.ask(both, NONE, seen);
            return client.ask(both, NONE, seen);
        });

        assertThat(answers).hasSize(2);
        assertThat(arrived).containsExactly("/read");
    }
}
