package io.stagegate.gateway.edge;

import io.stagegate.core.platform.Notice;
import io.stagegate.core.platform.Notice.Kind;
import io.stagegate.core.platform.Recognition;
import io.stagegate.core.platform.Reply;
import io.stagegate.core.platform.ServingArtifacts;
import io.stagegate.gateway.faults.Failpoint;
import io.stagegate.gateway.pipeline.Handled;
import io.stagegate.gateway.pipeline.InquiryException;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The proxy listener of one upstream. Recognises on the event loop from the head alone; streams what passes; captures the
 * rest within bounds and hands it over as a value.
 */
public final class ProxyListener {
    private static final Logger LOG = LoggerFactory.getLogger(ProxyListener.class);
    private static final int LARGEST_BODY = 1 << 20;
    private static final long BODY_MILLIS = 30_000;
    private static final int IDLE_SECONDS = 180;
    private static final Duration INDEX_PATIENCE = Duration.ofSeconds(10);

    private final Vertx vertx;
    private final Listening listening;
    private final Answering answering;
    private final PassThrough passThrough;
    private final Capture capture;
    private final OriginCheck originCheck;
    private final HttpServer server;

    public ProxyListener(Vertx vertx, Listening listening) {
        this.vertx = vertx;
        this.listening = listening;
        this.answering = new Answering(listening.platform());
        this.passThrough = new PassThrough(vertx, listening, answering);
        this.capture = new Capture(listening);
        this.originCheck = new OriginCheck(names(listening));
        this.server = vertx.createHttpServer(listening
                        .encryption()
                        .on(new HttpServerOptions()
                                .setHost(listening.host())
                                .setPort(listening.port())
                                .setHandle100ContinueAutomatically(true)
                                .setMaxHeaderSize(32 << 10)
                                .setMaxInitialLineLength(9_000)
                                .setIdleTimeout(idleSeconds(listening))
                                .setIdleTimeoutUnit(TimeUnit.SECONDS)))
                .requestHandler(this::handle);
    }

    /** A client that waits for approval is not idle, though nothing comes or goes. */
    private static int idleSeconds(Listening listening) {
        var patience = listening.upstream().holds().patience().toSeconds();
        return (int) Math.max(IDLE_SECONDS, Math.min(patience + 60, Integer.MAX_VALUE));
    }

    private static Set<String> names(Listening listening) {
        var names = new TreeSet<>(listening.names());
        names.add(listening.host());
        return names;
    }

    /** Starts listening; the port that it listens on. */
    public Future<Integer> start() {
        return server.listen().map(listening -> {
            this.listening.encryption().follow(vertx, server);
            return listening.actualPort();
        });
    }

    /** Stops taking requests, lets those under way come to their end, and closes. */
    public Future<Void> stop() {
        return server.shutdown(10, TimeUnit.SECONDS).onComplete(_ -> passThrough.close());
    }

    private void handle(HttpServerRequest request) {
        request.pause();
        try {
            var head = StrictHead.read(request);
            var asked = Asked.of(request, head);
            var foreign = originCheck.refusal(head);
            if (foreign.isPresent()) {
                refuse(request, asked, "origin", new Notice(Kind.REFUSED, "Stagegate: " + foreign.get() + "."));
                return;
            }
            route(request, asked, listening.platform().recognise(head));
        } catch (BadRequestException e) {
            var method = request.method().name();
            var target = String.valueOf(request.uri());
            var peer = Asked.peer(request);
            answer(request, () -> capture.unreadable(method, target, peer, e));
        } catch (RuntimeException e) {
            LOG.error("a request was not handled", e);
            answering.say(request, new Notice(Kind.UNAVAILABLE, "Stagegate: the request could not be handled."));
        }
    }

    private void route(HttpServerRequest request, Asked asked, Recognition recognition) {
        var head = asked.head();
        switch (recognition) {
            case Recognition.PassThrough _ -> pass(request, asked);
            case Recognition.NeedsBody _ -> govern(request, asked);
            case Recognition.ArtifactWrite write -> artifact(request, asked, write);
            case Recognition.Refused(var operation, var notice) -> refuse(request, asked, operation, notice);
            case Recognition.Unrecognised(var operation) ->
                refuse(
                        request,
                        asked,
                        operation,
                        new Notice(
                                Kind.REFUSED,
                                "Stagegate: " + head.method() + " " + head.path()
                                        + " is not known to be harmless, so it is refused. An operator can list it under allow."));
        }
    }

    /** Which artifacts serve is known from memory, but in the moments after a change: then the upload waits for it. */
    private void artifact(HttpServerRequest request, Asked asked, Recognition.ArtifactWrite write) {
        var known = listening.index().fresh();
        if (known.isPresent()) {
            artifact(request, asked, write, known);
            return;
        }
        var context = vertx.getOrCreateContext();
        listening
                .index()
                .fresh(INDEX_PATIENCE)
                .onComplete(serving -> context.runOnContext(_ -> artifact(request, asked, write, serving.result())));
    }

    private void artifact(
            HttpServerRequest request,
            Asked asked,
            Recognition.ArtifactWrite write,
            Optional<ServingArtifacts> serving) {
        var touched = serving.flatMap(s -> s.touchedBy(write));
        if (serving.isEmpty()) {
            refuse(
                    request,
                    asked,
                    write.operation(),
                    new Notice(
                            Kind.UNAVAILABLE,
                            "Stagegate: which artifacts serve or are held is not known at the moment, so none is written. Try again."));
        } else if (touched.isPresent()) {
            refuse(
                    request,
                    asked,
                    write.operation(),
                    new Notice(
                            Kind.REFUSED,
                            "Stagegate: these artifacts " + touched.get()
                                    + ", so they are not overwritten. Register a new version and promote it."));
        } else {
            pass(request, asked);
        }
    }

    /**
     * Streams to the upstream; where the upstream is reached as the gateway, only for somebody who is known. Nothing is
     * recorded of a read that is refused for that.
     */
    private void pass(HttpServerRequest request, Asked asked) {
        if (!listening.known()) {
            passThrough.stream(request, asked.head());
            return;
        }
        var context = vertx.getOrCreateContext();
        listening
                .threads()
                .call(() -> stranger(asked))
                .onComplete(stranger -> context.runOnContext(_ -> {
                    if (stranger.succeeded() && stranger.result().isEmpty()) {
                        passThrough.stream(request, asked.head());
                    } else if (stranger.succeeded()) {
                        answering.reply(request, stranger.result().get());
                    } else {
                        LOG.error("a request was not handled", stranger.cause());
                        answering.say(
                                request, new Notice(Kind.UNAVAILABLE, "Stagegate: the request could not be handled."));
                    }
                }));
    }

    /** The reply to somebody who is not known; empty where they are. */
    private Optional<Reply> stranger(Asked asked) {
        try {
            capture.identify(asked);
            return Optional.empty();
        } catch (InquiryException e) {
            return Optional.of(capture.say(e.notice()));
        }
    }

    private void govern(HttpServerRequest request, Asked asked) {
        // The body is read on the event loop, before anything is awaited.
        body(request)
                .onFailure(e -> refuse(
                        request, asked, "body", new Notice(Kind.TOO_LARGE, "Stagegate: " + e.getMessage() + ".")))
                .onSuccess(body -> handle(request, () -> capture.govern(asked, body)));
    }

    private Future<Buffer> body(HttpServerRequest request) {
        var promise = Promise.<Buffer>promise();
        var buffer = Buffer.buffer();
        var timer = vertx.setTimer(BODY_MILLIS, _ -> promise.tryFail("the body did not arrive in time"));
        request.exceptionHandler(promise::tryFail);
        request.handler(part -> {
            if (buffer.length() + part.length() > LARGEST_BODY) {
                request.pause();
                promise.tryFail("the body is larger than " + LARGEST_BODY + " bytes");
            } else {
                buffer.appendBuffer(part);
                Failpoint.BODY_BEGUN.reached();
            }
        });
        request.endHandler(_ -> promise.tryComplete(buffer));
        request.resume();
        return promise.future().onComplete(_ -> vertx.cancelTimer(timer));
    }

    private void refuse(HttpServerRequest request, Asked asked, String operation, Notice notice) {
        answer(request, () -> capture.refuse(asked, operation, notice));
    }

    /** Answers with what is found out on a virtual thread. */
    private void answer(HttpServerRequest request, Callable<Reply> finding) {
        handle(request, () -> Handled.of(finding.call()));
    }

    /** The same of what may have to be waited for: while it is, only the connection and what is watched are kept. */
    private void handle(HttpServerRequest request, Callable<Handled> finding) {
        var context = vertx.getOrCreateContext();
        listening
                .threads()
                .call(finding)
                .onComplete(found -> context.runOnContext(_ -> {
                    if (found.succeeded()) {
                        handled(request, found.result());
                    } else {
                        LOG.error("a request was not handled", found.cause());
                        answering.say(
                                request,
                                new Notice(
                                        Kind.UNAVAILABLE,
                                        "Stagegate: the request could not be handled; nothing was forwarded."));
                    }
                }));
    }

    private void handled(HttpServerRequest request, Handled handled) {
        switch (handled) {
            case Handled.Answered(var reply) -> answering.reply(request, reply);
            case Handled.Waits(var watch, var atMost, var again, var gone) -> {
                if (request.response().closed()) {
                    gone.run();
                    return;
                }
                var context = vertx.getOrCreateContext();
                request.response().closeHandler(_ -> gone.run());
                watch.whenTold(atMost, () -> context.runOnContext(_ -> handle(request, again::get)));
            }
        }
    }
}
