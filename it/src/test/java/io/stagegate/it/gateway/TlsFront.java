package io.stagegate.it.gateway;

import io.vertx.core.Vertx;
import io.vertx.core.net.NetServer;
import io.vertx.core.net.NetServerOptions;
import io.vertx.core.net.NetSocket;
import io.vertx.core.net.PfxOptions;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.Charset;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** Encrypts what goes to and from a server, with a certificate that is made for the occasion and signed by itself. */
final class TlsFront implements AutoCloseable {
    private static final String PASSWORD = "only-for-tests";

    private final Vertx vertx = Vertx.vertx();
    private final AtomicInteger connections = new AtomicInteger();
    private final URI upstream;
    private final Path certificate;
    private final NetServer server;

    /** @param name what the certificate is for, such as {@code ip:127.0.0.1} */
    TlsFront(String upstream, Path home, String name) throws Exception {
        this.upstream = URI.create(upstream);
        var keys = home.resolve("keys.p12");
        this.certificate = home.resolve("certificate.pem");
        var store = List.of("-keystore", keys.toString(), "-storepass", PASSWORD, "-alias", "front");
        keytool(store, "-genkeypair", "-keyalg", "EC", "-dname", "CN=front", "-ext", "san=" + name);
        keytool(store, "-exportcert", "-rfc", "-file", certificate.toString());
        this.server = vertx.createNetServer(new NetServerOptions()
                        .setSsl(true)
                        .setKeyCertOptions(
                                new PfxOptions().setPath(keys.toString()).setPassword(PASSWORD)))
                .connectHandler(this::connected);
        server.listen(0, "127.0.0.1").toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
    }

    private static void keytool(List<String> store, String... arguments) throws IOException, InterruptedException {
        var command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString()));
        command.add(arguments[0]);
        command.addAll(store);
        command.addAll(List.of(arguments).subList(1, arguments.length));
        var process = new ProcessBuilder(command).redirectErrorStream(true).start();
        var said = new String(process.getInputStream().readAllBytes(), Charset.defaultCharset());
        if (process.waitFor() != 0) {
            throw new IOException(said);
        }
    }

    private void connected(NetSocket near) {
        connections.incrementAndGet();
        near.pause();
        vertx.createNetClient().connect(upstream.getPort(), upstream.getHost()).onSuccess(far -> {
            near.pipeTo(far);
            far.pipeTo(near);
        });
    }

    /** How many have come whom the certificate satisfied. */
    int connections() {
        return connections.get();
    }

    Path certificate() {
        return certificate;
    }

    String url() {
        return "https://127.0.0.1:" + server.actualPort();
    }

    @Override
    public void close() {
        vertx.close();
    }
}
