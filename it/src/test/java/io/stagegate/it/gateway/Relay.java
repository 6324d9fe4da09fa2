package io.stagegate.it.gateway;

import io.vertx.core.Vertx;
import io.vertx.core.net.NetClientOptions;
import io.vertx.core.net.NetServer;
import io.vertx.core.net.NetSocket;
import java.io.IOException;
import java.net.BindException;
import java.net.ServerSocket;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** A line to a server on a port of its own, which can be cut, or kept open without a byte going through. */
public final class Relay implements AutoCloseable {
    private final Vertx vertx = Vertx.vertx();
    private final int target;
    private final int port;
    private final Set<NetSocket> sockets = ConcurrentHashMap.newKeySet();
    private Optional<NetServer> server = Optional.empty();
    private volatile boolean silent;
    private volatile Consumer<String> listener = _ -> {};

    public Relay(int target) throws Exception {
        this.target = target;
        this.port = stablePort();
    }

    /** A port below those that connections are given: while it is not listened on, none of them takes it. */
    private static int stablePort() throws IOException {
        for (var tries = 0; tries < 100; tries++) {
            try (var socket = new ServerSocket(ThreadLocalRandom.current().nextInt(20_000, 32_000))) {
                return socket.getLocalPort();
            } catch (BindException e) {
                // Somebody listens there.
            }
        }
        throw new IOException("no port is free");
    }

    public int port() {
        return port;
    }

    public void open() throws Exception {
        silent = false;
        for (var tries = 1; ; tries++) {
            var opened = vertx.createNetServer().connectHandler(this::connected);
            try {
                opened.listen(port, "127.0.0.1")
                        .toCompletionStage()
                        .toCompletableFuture()
                        .get(10, TimeUnit.SECONDS);
                server = Optional.of(opened);
                return;
            } catch (ExecutionException e) {
                // What was cut a moment ago may not be gone yet.
                if (tries == 20) {
                    throw e;
                }
                Thread.sleep(250);
            }
        }
    }

    /** Refuses connections, and ends those there are. */
    public void cut() throws Exception {
        if (server.isPresent()) {
            server.get().close().toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
        }
        sockets.forEach(NetSocket::close);
        sockets.clear();
    }

    /** Lets somebody listen to what goes through, either way. */
    void listen(Consumer<String> other) {
        listener = other;
    }

    /** Takes bytes and connections, and passes nothing on. */
    public void silence() {
        silent = true;
    }

    private void connected(NetSocket near) {
        near.pause();
        sockets.add(near);
        vertx.createNetClient(new NetClientOptions())
                .connect(target, "127.0.0.1")
                .onSuccess(far -> {
                    sockets.add(far);
                    pass(near, far);
                    pass(far, near);
                    near.resume();
                });
    }

    private void pass(NetSocket from, NetSocket to) {
        from.handler(bytes -> {
            if (!silent) {
                to.write(bytes).onSuccess(_ -> listener.accept(bytes.toString()));
            }
        });
        from.closeHandler(_ -> to.close());
        from.exceptionHandler(_ -> to.close());
    }

    @Override
    public void close() {
        vertx.close();
    }
}
