package io.stagegate.gateway.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import io.stagegate.gateway.threads.VirtualThreads;
import io.stagegate.gateway.webhook.Poster.Answer;
import io.stagegate.gateway.webhook.Poster.Failed;
import io.stagegate.gateway.webhook.Poster.Replied;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.SelfSignedCertificate;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** Calls that go to the very address that was looked at, and nowhere else. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PosterTest {
    private static final Duration SHORT = Duration.ofSeconds(1);
    private static final Duration WHOLE = Duration.ofSeconds(30);
    private static final InetAddress LOOPBACK = InetAddress.ofLiteral("127.0.0.1");
    private static final byte[] BODY = "{}".getBytes(StandardCharsets.UTF_8);

    private final Vertx vertx = Vertx.vertx();
    private final VirtualThreads threads = new VirtualThreads(vertx);
    private final List<String> seen = new CopyOnWriteArrayList<>();
    private final SelfSignedCertificate certificate = SelfSignedCertificate.create("bot.example.org");
    private int plain;
    private int secure;

    @BeforeAll
    void start() {
        plain = listen(new HttpServerOptions());
        secure = listen(new HttpServerOptions().setSsl(true).setKeyCertOptions(certificate.keyCertOptions()));
    }

    private int listen(HttpServerOptions options) {
        return join(vertx.createHttpServer(options).requestHandler(this::answer).listen(0, "127.0.0.1"))
                .actualPort();
    }

    private void answer(HttpServerRequest request) {
        seen.add(request.getHeader("host") + request.uri());
        var response = request.response();
        Map<String, Consumer<HttpServerRequest>> special = Map.of(
                "/silent", _ -> {},
                "/away",
                        _ -> response.setStatusCode(302)
                                .putHeader("location", "/caught")
                                .end(),
                "/endless",
                        _ -> {
                            response.setChunked(true).write("x".repeat(200_000));
                        },
                "/broken", r -> r.connection().close());
        special.getOrDefault(
                        request.path(),
                        _ -> response.putHeader("retry-after", "7").end("ok"))
                .accept(request);
    }

    @AfterAll
    void stop() {
        certificate.delete();
        join(vertx.close());
    }

    private static <T> T join(io.vertx.core.Future<T> future) {
        return future.toCompletionStage().toCompletableFuture().join();
    }

    private Answer post(Addresses.Resolver resolver, HttpClientOptions options, String url, boolean inside) {
        return post(new Poster(vertx, resolver, options, WHOLE), url, inside);
    }

    private Answer post(Poster poster, String url, boolean inside) {
        try {
            return join(threads.call(() -> poster.post(URI.create(url), Map.of("x-one", "1"), BODY, inside)));
        } finally {
            poster.close();
        }
    }

    private Answer post(String url) {
        return post(InetAddress::getAllByName, new HttpClientOptions(), url, true);
    }

    @Test
    void an_answer_comes_with_what_it_wishes() {
        assertThat(post("http://127.0.0.1:" + plain + "/hook?a=b")).isInstanceOfSatisfying(Replied.class, r -> {
            assertThat(r.status()).isEqualTo(200);
            assertThat(r.retryAfter()).contains("7");
            assertThat(r.body()).isEqualTo("ok");
        });
        assertThat(seen).contains("127.0.0.1:" + plain + "/hook?a=b");
    }

    @Test
    void an_inner_address_is_not_called_unless_it_is_said_to_be_one() {
        var url = "http://127.0.0.1:" + plain + "/guarded";

        assertThat(post(InetAddress::getAllByName, new HttpClientOptions(), url, false))
                .isInstanceOfSatisfying(Failed.class, f -> assertThat(f.why()).contains("127.0.0.1"));
        assertThat(seen).noneMatch(s -> s.endsWith("/guarded"));
    }

    @Test
    void a_name_is_looked_up_once_and_connected_to_where_it_led_then() {
        var looks = new AtomicInteger();
        Addresses.Resolver rebinding = _ -> {
            // The second time it would lead elsewhere.
            return new InetAddress[] {looks.incrementAndGet() == 1 ? LOOPBACK : InetAddress.ofLiteral("127.0.0.2")};
        };

        var answer = post(rebinding, new HttpClientOptions(), "http://bot.example.org:" + plain + "/once", true);

        assertThat(answer).isInstanceOf(Replied.class);
        assertThat(looks).hasValue(1);
        assertThat(seen).contains("bot.example.org:" + plain + "/once");
    }

    @Test
    void the_next_address_is_tried_where_one_takes_no_connection() {
        Addresses.Resolver two = _ -> new InetAddress[] {InetAddress.ofLiteral("127.0.0.9"), LOOPBACK};

        assertThat(post(two, new HttpClientOptions(), "http://bot.example.org:" + plain + "/next", true))
                .isInstanceOf(Replied.class);
    }

    @Test
    void a_redirect_is_not_followed() {
        assertThat(post("http://127.0.0.1:" + plain + "/away"))
                .isInstanceOfSatisfying(
                        Replied.class, r -> assertThat(r.status()).isEqualTo(302));
        assertThat(seen).noneMatch(s -> s.endsWith("/caught"));
    }

    @Test
    void tls_is_verified_against_the_name_although_the_address_is_connected_to() {
        Addresses.Resolver here = _ -> new InetAddress[] {LOOPBACK};
        var trusting = new HttpClientOptions().setTrustOptions(certificate.trustOptions());

        assertThat(post(here, trusting, "https://bot.example.org:" + secure + "/tls", true))
                .isInstanceOf(Replied.class);
        assertThat(post(here, trusting, "https://other.example.org:" + secure + "/tls-other", true))
                .isInstanceOf(Failed.class);
        assertThat(post(here, new HttpClientOptions(), "https://bot.example.org:" + secure + "/tls-unknown", true))
                .isInstanceOf(Failed.class);
        assertThat(seen).noneMatch(s -> s.contains("/tls-"));
    }

    @Test
    void what_is_no_answer_is_said_so() {
        var impatient = new Poster(vertx, InetAddress::getAllByName, new HttpClientOptions(), SHORT);
        assertThat(post(impatient, "http://127.0.0.1:" + plain + "/silent", true))
                .isEqualTo(new Failed("no answer within " + SHORT.toSeconds() + " s"));
        assertThat(post("http://127.0.0.1:" + plain + "/broken")).isInstanceOf(Failed.class);
        assertThat(post("http://127.0.0.1:1/nobody")).isInstanceOf(Failed.class);
        assertThat(post("http://127.0.0.1:" + plain + "/endless")).isInstanceOf(Replied.class);
        Addresses.Resolver unknown = host -> {
            throw new UnknownHostException(host);
        };
        assertThat(post(unknown, new HttpClientOptions(), "http://none.invalid/", true))
                .isEqualTo(new Failed("the host has no address"));
    }
}
