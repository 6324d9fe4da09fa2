package io.stagegate.gateway.webhook;

import io.stagegate.gateway.faults.Failpoint;
import io.stagegate.gateway.faults.Halves;
import io.stagegate.gateway.threads.Awaiting;
import io.stagegate.gateway.webhook.Addresses.RefusedException;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.net.SocketAddress;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Posts to addresses that stand in the configuration, guarded against names that lead where they should not. Redirects are not
 * followed, TLS is verified against the host's name, and no connection is used twice.
 */
public final class Poster {
    private static final Duration WHOLE = Duration.ofSeconds(15);
    private static final Duration CONNECT = Duration.ofSeconds(5);
    private static final int LARGEST = 64 << 10;

    private final Vertx vertx;
    private final Addresses addresses;
    private final Duration whole;
    private final HttpClient client;

    public Poster(Vertx vertx) {
        this(vertx, InetAddress::getAllByName, new HttpClientOptions(), WHOLE);
    }

    /** @param whole how long a call may take from looking its name up to the end of the answer */
    Poster(Vertx vertx, Addresses.Resolver resolver, HttpClientOptions options, Duration whole) {
        this.vertx = vertx;
        this.addresses = new Addresses(resolver);
        this.whole = whole;
        this.client = vertx.createHttpClient(
                new HttpClientOptions(options).setKeepAlive(false).setConnectTimeout((int) CONNECT.toMillis()),
                new PoolOptions().setHttp1MaxSize(64));
    }

    /** What came of a call. */
    sealed interface Answer {}

    /**
     * It was answered.
     *
     * @param retryAfter the value of that header
     * @param body its first 64 kB
     */
    record Replied(int status, Optional<String> retryAfter, String body) implements Answer {}

    /** It was not. */
    record Failed(String why) implements Answer {}

    /** To be called on a virtual thread of Vert.x. */
    Answer post(URI url, Map<String, String> headers, byte[] body, boolean inside) {
        var begun = new AtomicReference<Optional<HttpClientRequest>>(Optional.empty());
        try {
            var answered = vertx.executeBlocking(() -> addresses.of(url.getHost(), inside), false)
                    .compose(found -> connect(url, Objects.requireNonNull(found), 0, begun))
                    .compose(request -> exchange(request, headers, body));
            return Awaiting.within(answered, whole);
        } catch (TimeoutException e) {
            begun.get().ifPresent(HttpClientRequest::reset);
            return new Failed("no answer within " + whole.toSeconds() + " s");
        } catch (Throwable e) {
            // Await rethrows the cause as it is, a checked one too.
            return new Failed(why(e));
        }
    }

    private static String why(Throwable e) {
        return switch (e) {
            case RefusedException refused -> String.valueOf(refused.getMessage());
            case UnknownHostException _ -> "the host has no address";
            default -> Optional.ofNullable(e.getMessage()).orElse(e.getClass().getSimpleName());
        };
    }

    /** A connection to the first of the addresses that takes one. */
    private Future<HttpClientRequest> connect(
            URI url, List<InetAddress> found, int next, AtomicReference<Optional<HttpClientRequest>> begun) {
        var secure = url.getScheme().equals("https");
        var port = url.getPort() == -1 ? (secure ? 443 : 80) : url.getPort();
        var options = new RequestOptions()
                .setMethod(HttpMethod.POST)
                .setServer(SocketAddress.inetSocketAddress(new InetSocketAddress(found.get(next), port)))
                .setHost(url.getHost())
                .setPort(port)
                .setSsl(secure)
                .setURI(target(url))
                .setConnectTimeout(CONNECT.toMillis())
                .setFollowRedirects(false);
        return client.request(options)
                .onSuccess(request -> begun.set(Optional.of(request)))
                .recover(e -> next + 1 < found.size() ? connect(url, found, next + 1, begun) : Future.failedFuture(e));
    }

    private static String target(URI url) {
        var path = url.getRawPath().isEmpty() ? "/" : url.getRawPath();
        return url.getRawQuery() == null ? path : path + "?" + url.getRawQuery();
    }

    private static Future<Answer> exchange(HttpClientRequest request, Map<String, String> headers, byte[] body) {
        headers.forEach(request::putHeader);
        request.putHeader("user-agent", "Stagegate");
        request.putHeader("content-length", Integer.toString(body.length));
        return Halves.send(request, Buffer.buffer(body), Failpoint.TELLING)
                .compose(response -> text(request, response)
                        .map(text -> new Replied(
                                response.statusCode(), Optional.ofNullable(response.getHeader("retry-after")), text)));
    }

    /** The beginning of an answer; whoever says more is not listened to. */
    private static Future<String> text(HttpClientRequest request, HttpClientResponse response) {
        var promise = Promise.<String>promise();
        var buffer = Buffer.buffer();
        response.exceptionHandler(promise::tryFail);
        response.handler(part -> {
            if (buffer.length() + part.length() > LARGEST) {
                promise.tryComplete(buffer.toString());
                request.reset();
            } else {
                buffer.appendBuffer(part);
            }
        });
        response.endHandler(_ -> promise.tryComplete(buffer.toString()));
        return promise.future();
    }

    /** Ends its connections. */
    public void close() {
        client.close();
    }
}
