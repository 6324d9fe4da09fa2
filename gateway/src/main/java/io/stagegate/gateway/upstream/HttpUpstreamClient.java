package io.stagegate.gateway.upstream;

import io.stagegate.core.json.JsonValue;
import io.stagegate.core.json.JsonValue.JsonNull;
import io.stagegate.core.platform.Answer;
import io.stagegate.core.platform.Call;
import io.stagegate.core.platform.Inquiry;
import io.stagegate.core.platform.Reply;
import io.stagegate.gateway.faults.Failpoint;
import io.stagegate.gateway.faults.Halves;
import io.stagegate.gateway.json.MalformedJsonException;
import io.stagegate.gateway.json.StrictJson;
import io.stagegate.gateway.pipeline.Credential;
import io.stagegate.gateway.pipeline.Observation;
import io.stagegate.gateway.pipeline.Sent;
import io.stagegate.gateway.pipeline.UpstreamClient;
import io.stagegate.gateway.threads.Awaiting;
import io.stagegate.gateway.threads.Turns;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpClosedException;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.net.HostAndPort;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;

/**
 * The HTTP client of one upstream. Reads use a pool; a change gets a connection of its own, so that it is certain whether
 * anything was sent.
 */
public final class HttpUpstreamClient implements UpstreamClient {
    private static final int LARGEST = 8 << 20;
    /** Shorter than servers keep idle connections (uvicorn 5 s, gunicorn 2 s), so that few are met while they close. */
    private static final int KEPT_SECONDS = 1;

    private final Origin origin;
    private final Times times;
    private final Turns turns;
    private final HttpClient reads;
    private final HttpClient changes;

    /**
     * How long things may take.
     *
     * @param turn until it is a call's turn
     * @param connect until a connection is there
     * @param read until a read is answered
     * @param change until a change is answered
     */
    public record Times(Duration turn, Duration connect, Duration read, Duration change) {
        /** Together less than a lease is safe for when a forward begins. */
        public static final Times USUAL =
                new Times(Duration.ofSeconds(5), Duration.ofSeconds(5), Duration.ofSeconds(8), Duration.ofSeconds(30));
    }

    /** @param concurrency how many calls there are at once, reads and changes together */
    public HttpUpstreamClient(Vertx vertx, Origin origin, int concurrency, Times times) {
        this.origin = origin;
        this.times = times;
        this.turns = new Turns(vertx, concurrency, times.turn());
        var options = origin.client().setConnectTimeout((int) times.connect().toMillis());
        this.reads = vertx.createHttpClient(
                new HttpClientOptions(options).setKeepAliveTimeout(KEPT_SECONDS),
                new PoolOptions().setHttp1MaxSize(concurrency));
        this.changes = vertx.createHttpClient(
                new HttpClientOptions(options).setKeepAlive(false), new PoolOptions().setHttp1MaxSize(concurrency));
    }

    /** An answer with what a client is given of it. */
    private record Response(int status, Map<String, String> headers, String body) {
        JsonValue json() {
            try {
                return StrictJson.parse(body);
            } catch (MalformedJsonException e) {
                return JsonNull.NULL;
            }
        }
    }

    @Override
    public <T> T ask(Inquiry<T> inquiry, Credential credential, Observation seen) {
        return seen.find(inquiry, calls -> {
            List<Future<Answer>> answers =
                    calls.stream().map(call -> read(call, credential)).toList();
            Future.join(answers).await();
            return answers.stream().map(Future::result).toList();
        });
    }

    private Future<Answer> read(Call call, Credential credential) {
        return turns.take(() -> attempt(call, credential)
                        .recover(e ->
                                e instanceof HttpClosedException ? attempt(call, credential) : Future.failedFuture(e))
                        .timeout(times.read().toMillis(), TimeUnit.MILLISECONDS))
                .<Answer>map(response -> new Answer.Replied(response.status(), response.json()))
                .recover(e -> Future.succeededFuture(new Answer.Failed(call.target() + ": " + origin.why(e))));
    }

    /** A read may meet a connection that the upstream is just closing, which is why it is tried twice. */
    private Future<Response> attempt(Call call, Credential credential) {
        // Composed, because a client that is closed already throws at once.
        return Future.succeededFuture(options(call, times.read()))
                .compose(reads::request)
                .compose(request -> exchange(request, call, credential, () -> {}));
    }

    @Override
    public Sent send(Call call, Credential credential, BooleanSupplier may) {
        var sending = new AtomicReference<Sending>(new Sending.Waiting());
        try {
            var exchanged = turns.takeFirst(() -> change(call, credential, sending, may));
            var response = Awaiting.within(
                    exchanged, times.turn().plus(times.connect()).plus(times.change()));
            return new Sent.Answered(
                    new Answer.Replied(response.status(), response.json()),
                    new Reply(response.status(), response.headers(), response.body()));
        } catch (TimeoutException e) {
            // From here on nothing is begun: a connection that becomes free now must not send what nobody waits for.
            if (sending.getAndUpdate(s -> s instanceof Sending.Begun ? s : new Sending.GivenUp())
                    instanceof Sending.Begun(var request)) {
                request.reset();
                return new Sent.Lost("no answer within " + times.change().toSeconds() + " s", true);
            }
            return new Sent.NotSent("no connection to the upstream became free in time");
        } catch (Throwable e) {
            // Await rethrows the cause as it is, a checked one too.
            return sending.get() instanceof Sending.Begun
                    ? new Sent.Lost(origin.why(e), false)
                    : new Sent.NotSent(origin.why(e));
        }
    }

    private Future<Response> change(
            Call call, Credential credential, AtomicReference<Sending> sending, BooleanSupplier may) {
        return changes.request(options(call, times.change()))
                .compose(request -> begin(sending, request, may)
                        ? exchange(request, call, credential, Failpoint.ANSWER_BEGUN::reached)
                        : Future.failedFuture("it came too late to be sent"));
    }

    /** How far a change has come. */
    private sealed interface Sending {
        /** There is no connection for it yet. */
        record Waiting() implements Sending {}

        /** From now on it may have been sent. */
        record Begun(HttpClientRequest request) implements Sending {}

        /** It will not be sent. */
        record GivenUp() implements Sending {}
    }

    private static boolean begin(AtomicReference<Sending> sending, HttpClientRequest request, BooleanSupplier may) {
        Failpoint.SENDING.reached();
        var begun = new Sending.Begun(request);
        if (may.getAsBoolean() && begun.equals(sending.updateAndGet(s -> s instanceof Sending.Waiting ? begun : s))) {
            return true;
        }
        // Nobody waits for what becomes of it.
        request.exceptionHandler(_ -> {});
        request.reset();
        return false;
    }

    private RequestOptions options(Call call, Duration idle) {
        return new RequestOptions()
                .setMethod(HttpMethod.valueOf(call.method()))
                .setURI(call.target())
                .setConnectTimeout(times.connect().toMillis())
                .setIdleTimeout(idle.toMillis())
                .setFollowRedirects(false);
    }

    /** @param part told of each part of the answer */
    private Future<Response> exchange(HttpClientRequest request, Call call, Credential credential, Runnable part) {
        request.authority(HostAndPort.create(origin.host(), origin.port()));
        call.headers().forEach(request::putHeader);
        request.putHeader("accept", "application/json");
        if (credential instanceof Credential.Authorization(var value)) {
            request.putHeader("authorization", value);
        }
        var sent = call.body()
                .map(body -> {
                    var bytes = Buffer.buffer(body.toJson());
                    request.putHeader("content-type", "application/json");
                    request.putHeader("content-length", Integer.toString(bytes.length()));
                    return Halves.send(request, bytes, Failpoint.HALF_SENT);
                })
                .orElseGet(request::send);
        return sent.compose(
                response -> BoundedBody.read(request, response, LARGEST, part).map(body -> response(response, body)));
    }

    private Response response(HttpClientResponse response, String body) {
        var headers = new HashMap<String, String>();
        for (var name : HeaderRules.returned(response.headers())) {
            if (!List.of("content-length", "location", "content-encoding", "set-cookie")
                    .contains(name)) {
                headers.put(name, String.join(", ", response.headers().getAll(name)));
            }
        }
        return new Response(response.statusCode(), headers, body);
    }

    /** Where it talks to. */
    public Origin origin() {
        return origin;
    }

    /** Ends its connections. */
    public void close() {
        Arrays.asList(reads, changes).forEach(HttpClient::close);
    }
}
