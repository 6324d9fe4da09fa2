package io.stagegate.gateway.api;

import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import java.util.Optional;
import java.util.regex.Pattern;

/** Lets bodies through that are JSON. */
final class JsonOnly {
    private static final Pattern JSON =
            Pattern.compile("application/(?:[a-z0-9.-]+\\+)?json *(?:;.*)?", Pattern.CASE_INSENSITIVE);

    private JsonOnly() {}

    /** A body is JSON and says so, or it is not read at all. */
    static void check(RoutingContext context) {
        var type = Optional.ofNullable(context.request().getHeader("content-type"));
        if (!hasBody(context.request())
                || CallbackCalls.isForm(String.valueOf(context.request().path()))
                || type.filter(t -> JSON.matcher(t).matches()).isPresent()) {
            context.next();
            return;
        }
        context.response().putHeader("accept", "application/json");
        ApiListener.reply(
                context,
                Problem.of(
                                ProblemType.UNSUPPORTED_MEDIA_TYPE,
                                "the body is "
                                        + type.map(t -> "declared to be " + t).orElse("of no declared type")
                                        + ": send JSON, with Content-Type: application/json")
                        .reply());
    }

    private static boolean hasBody(HttpServerRequest request) {
        var length = Optional.ofNullable(request.getHeader("content-length"));
        return length.filter(l -> !l.equals("0")).isPresent()
                || request.headers().contains("transfer-encoding");
    }
}
