package io.stagegate.gateway.edge;

import io.stagegate.core.platform.Notice;
import io.stagegate.core.platform.Notice.Kind;
import io.stagegate.core.platform.RequestHead;
import io.stagegate.gateway.pipeline.Credential;
import io.stagegate.gateway.upstream.HeaderRules;
import io.stagegate.gateway.upstream.Origin;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpClosedException;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.net.HostAndPort;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Streams what changes nothing: both ways, with back-pressure, on the event loop, and never by way of the database. */
final class PassThrough {
    private static final Logger LOG = LoggerFactory.getLogger(PassThrough.class);
    private static final int CONNECTIONS = 256;
    private static final int CONNECT_MILLIS = 5_000;
    /** Shorter than servers keep idle connections (uvicorn 5 s, gunicorn 2 s), so that few are met while they close. */
    private static final int KEPT_SECONDS = 1;

    private static final int IDLE_MILLIS = 120_000;

    private final Origin origin;
    private final Set<String> platformHeaders;
    /** What every request goes on with where nothing that its caller sends may; empty where the caller's own does. */
    private final Optional<Credential> own;

    private final Answering answering;
    private final HttpClient client;

    PassThrough(Vertx vertx, Listening listening, Answering answering) {
        this.origin = listening.origin();
        this.platformHeaders = listening.platform().forwardedHeaders();
        this.own = listening.known()
                ? Optional.of(listening.upstream().credentialFor(new Credential.None()))
                : Optional.empty();
        this.answering = answering;
        this.client = vertx.createHttpClient(
                origin.client()
                        .setConnectTimeout(CONNECT_MILLIS)
                        .setDecompressionSupported(false)
                        .setKeepAliveTimeout(KEPT_SECONDS),
                new PoolOptions().setHttp1MaxSize(CONNECTIONS).setMaxWaitQueueSize(4 * CONNECTIONS));
    }

    /** Streams a paused request to the upstream, and its answer back. */
    void stream(HttpServerRequest request, RequestHead head) {
        stream(request, head, repeatable(head));
    }

    /** A read without a body may meet a connection that the upstream is just closing: it goes out once more. */
    private static boolean repeatable(RequestHead head) {
        return StrictHead.reads(head.method()) && !hasBody(head);
    }

    private static boolean hasBody(RequestHead head) {
        return head.count("transfer-encoding") > 0
                || head.header("content-length").filter(l -> !l.equals("0")).isPresent();
    }

    private void stream(HttpServerRequest request, RequestHead head, boolean again) {
        var target = head.query().isEmpty() ? head.path() : head.path() + "?" + head.query();
        var options = new RequestOptions()
                .setMethod(HttpMethod.valueOf(head.method()))
                .setURI(target)
                .setConnectTimeout(CONNECT_MILLIS)
                .setIdleTimeout(IDLE_MILLIS)
                .setFollowRedirects(false);
        client.request(options)
                .onSuccess(out -> send(request, head, out, again))
                .onFailure(e -> answering.say(
                        request,
                        new Notice(Kind.BAD_GATEWAY, "Stagegate: the upstream cannot be reached: " + origin.why(e))));
    }

    private void send(HttpServerRequest request, RequestHead head, HttpClientRequest out, boolean again) {
        out.authority(HostAndPort.create(origin.host(), origin.port()));
        copy(request, head, out);
        // A client that leaves takes its upstream request with it.
        request.response().closeHandler(_ -> out.reset());
        request.response().exceptionHandler(_ -> out.reset());
        var body = hasBody(head);
        var sent = body ? out.send(request) : out.send();
        if (!body) {
            request.resume();
        }
        sent.onSuccess(response -> answer(request, head, response)).onFailure(e -> {
            if (again && e instanceof HttpClosedException && !request.response().closed()) {
                stream(request, head, false);
            } else {
                broken(request, e);
            }
        });
    }

    private void copy(HttpServerRequest request, RequestHead head, HttpClientRequest out) {
        for (var name : HeaderRules.forwarded(request.headers(), platformHeaders)) {
            if (own.isEmpty() || !HeaderRules.saysWho(name)) {
                out.putHeader(name, request.headers().getAll(name));
            }
        }
        own.ifPresent(credential -> {
            if (credential instanceof Credential.Authorization(var value)) {
                out.putHeader("authorization", value);
            }
        });
        head.header("content-length").ifPresent(length -> out.putHeader("content-length", length));
        if (head.count("transfer-encoding") > 0) {
            out.setChunked(true);
        }
        if (head.count("origin") > 0) {
            out.putHeader("origin", origin.toString());
        }
        out.putHeader("x-forwarded-for", request.remoteAddress().hostAddress());
        out.putHeader("x-forwarded-proto", request.isSSL() ? "https" : "http");
        head.header("host").ifPresent(host -> out.putHeader("x-forwarded-host", host));
    }

    private void answer(HttpServerRequest request, RequestHead head, HttpClientResponse response) {
        var out = request.response();
        if (out.closed()) {
            response.request().reset();
            return;
        }
        var location = location(request, head, response);
        if (location.isPresent() && location.get().isEmpty()) {
            response.request().reset();
            answering.say(
                    request,
                    new Notice(
                            Kind.BAD_GATEWAY,
                            "Stagegate: the upstream redirects past the gateway; that is not followed."));
            return;
        }
        out.setStatusCode(response.statusCode());
        for (var name : HeaderRules.returned(response.headers())) {
            // What the upstream says to the gateway's own user, such as its session, is not for the caller.
            if (own.isEmpty() || !HeaderRules.speaksToUser(name)) {
                out.putHeader(name, response.headers().getAll(name));
            }
        }
        location.ifPresent(l -> out.putHeader("location", l));
        if (response.getHeader("content-length") == null && !head.method().equals("HEAD")) {
            out.setChunked(true);
        }
        response.pipe().endOnFailure(false).to(out).onFailure(e -> {
            // What has been sent cannot be taken back: a broken answer must not end like a whole one.
            LOG.debug("an answer broke off", e);
            out.reset();
        });
    }

    /** Where a redirect leads: absent where there is none, empty where it would lead past the gateway. */
    private Optional<String> location(HttpServerRequest request, RequestHead head, HttpClientResponse response) {
        var gateway =
                (request.isSSL() ? "https://" : "http://") + head.header("host").orElse("");
        return Optional.ofNullable(response.getHeader("location"))
                .map(l -> HeaderRules.location(l, origin, gateway).orElse(""));
    }

    private void broken(HttpServerRequest request, Throwable e) {
        if (!request.response().headWritten() && !request.response().closed()) {
            var timedOut = String.valueOf(e.getMessage()).contains("timeout");
            answering.say(
                    request,
                    new Notice(
                            timedOut ? Kind.GATEWAY_TIMEOUT : Kind.BAD_GATEWAY,
                            "Stagegate: the upstream gave no answer: " + e.getMessage()));
        }
    }

    void close() {
        client.close();
    }
}
