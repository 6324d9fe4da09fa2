package io.stagegate.gateway.api;

import io.stagegate.core.Subject;
import io.stagegate.core.json.JsonValue.JsonObject;
import io.stagegate.core.platform.Reply;
import io.stagegate.gateway.journal.JournalException;
import io.stagegate.gateway.journal.Records.BadCursorException;
import io.stagegate.gateway.json.MalformedJsonException;
import io.stagegate.gateway.json.StrictJson;
import io.stagegate.gateway.threads.VirtualThreads;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.BodyHandler;
import io.vertx.ext.web.openapi.router.OpenAPIRoute;
import io.vertx.ext.web.openapi.router.RequestExtractor;
import io.vertx.ext.web.openapi.router.RouterBuilder;
import io.vertx.openapi.contract.OpenAPIContract;
import io.vertx.openapi.validation.RequestParameter;
import io.vertx.openapi.validation.ValidatedRequest;
import io.vertx.openapi.validation.ValidatorErrorType;
import io.vertx.openapi.validation.ValidatorException;
import java.time.DateTimeException;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The API's listener: who calls, whether the call fits {@code openapi.yaml}, and what comes of it. */
public final class ApiListener {
    private static final Logger LOG = LoggerFactory.getLogger(ApiListener.class);
    private static final String CONTRACT = "openapi.yaml";
    private static final int LARGEST_BODY = 64 << 10;
    private static final String PERSON = "stagegate.person";
    private static final String BEARER = "Bearer ";

    private final Vertx vertx;
    private final Api api;
    private final VirtualThreads threads;
    private final HttpServer server;

    public ApiListener(Vertx vertx, Api api, VirtualThreads threads) {
        this.vertx = vertx;
        this.api = api;
        this.threads = threads;
        this.server = vertx.createHttpServer(
                new HttpServerOptions().setHttp2ClearTextEnabled(false).setIdleTimeout(120));
    }

    /** Starts listening; the port that it listens on. */
    public Future<Integer> start(String host, int port) {
        return vertx.fileSystem()
                .readFile(CONTRACT)
                .compose(text -> OpenAPIContract.from(vertx, Contract.ofRequests(text.toString())))
                .compose(contract -> server.requestHandler(router(contract)).listen(port, host))
                .map(HttpServer::actualPort);
    }

    /** Stops taking calls and closes. */
    public Future<Void> stop() {
        return server.shutdown(2, TimeUnit.SECONDS);
    }

    private Router router(OpenAPIContract contract) {
        var builder = RouterBuilder.create(vertx, contract, RequestExtractor.withBodyHandler());
        api.operations()
                .forEach((id, operation) ->
                        route(builder, id).setDoSecurity(false).addHandler(context -> answer(context, operation)));
        var audit = new AuditStream(vertx, threads, api);
        route(builder, "audit").setDoSecurity(false).addHandler(context -> audit(context, audit));
        var root = Router.router(vertx);
        root.get("/openapi.yaml").handler(this::contract);
        root.route("/v1/*").handler(this::authenticate);
        root.route("/v1/*").handler(BodyHandler.create(false).setBodyLimit(LARGEST_BODY));
        root.route("/*").subRouter(builder.createRouter());
        root.route().failureHandler(this::failed);
        root.errorHandler(
                404,
                context -> reply(
                        context,
                        Problem.notFound(String.valueOf(context.request().path()))
                                .reply()));
        root.errorHandler(
                405,
                context -> reply(
                        context,
                        new Problem(
                                        405,
                                        "Method not allowed",
                                        context.request().method() + " is not for "
                                                + context.request().path())
                                .reply()));
        return root;
    }

    private static OpenAPIRoute route(RouterBuilder builder, String operation) {
        return Optional.ofNullable(builder.getRoute(operation))
                .orElseThrow(() -> new IllegalStateException(CONTRACT + " has no operation " + operation));
    }

    private void contract(RoutingContext context) {
        context.response().putHeader("content-type", "application/yaml");
        vertx.fileSystem().readFile(CONTRACT).onSuccess(context::end).onFailure(context::fail);
    }

    /** Every call needs a person, before anything else of it is looked at. */
    private void authenticate(RoutingContext context) {
        var headers = context.request().headers().getAll("authorization");
        var person = headers.size() == 1 && headers.getFirst().startsWith(BEARER)
                ? api.person(headers.getFirst().substring(BEARER.length()))
                : Optional.<Subject>empty();
        if (person.isPresent()) {
            context.put(PERSON, person.get());
            context.next();
        } else {
            reply(context, Problem.unauthenticated().reply());
        }
    }

    private void answer(RoutingContext context, Api.Operation operation) {
        try {
            var call = call(context);
            threads.call(() -> caught(operation, call)).onComplete(reply -> reply(context, reply.result()));
        } catch (MalformedJsonException e) {
            reply(context, Problem.badRequest(String.valueOf(e.getMessage())).reply());
        }
    }

    private void audit(RoutingContext context, AuditStream audit) {
        try {
            var call = call(context);
            var forbidden = api.readingForbidden(call.person());
            if (forbidden.isPresent()) {
                reply(context, forbidden.get().reply());
                return;
            }
            var accepted =
                    Optional.ofNullable(context.request().getHeader("accept")).orElse("application/json");
            if (accepted.contains("application/x-ndjson")) {
                audit.lines(context, call);
            } else if (accepted.contains("text/csv")) {
                audit.table(context, call);
            } else if (accepted.contains("json") || accepted.contains("*/*")) {
                threads.call(() -> caught(api::auditPage, call)).onComplete(reply -> reply(context, reply.result()));
            } else {
                reply(
                        context,
                        new Problem(406, "Not acceptable", "accept application/json, application/x-ndjson or text/csv")
                                .reply());
            }
        } catch (MalformedJsonException e) {
            reply(context, Problem.badRequest(String.valueOf(e.getMessage())).reply());
        }
    }

    private static Call call(RoutingContext context) throws MalformedJsonException {
        ValidatedRequest valid = Objects.requireNonNull(context.get(RouterBuilder.KEY_META_DATA_VALIDATED_REQUEST));
        var sent = Optional.ofNullable(context.body().buffer())
                .map(Buffer::getBytes)
                .orElseGet(() -> new byte[0]);
        var body = sent.length == 0 ? JsonObject.EMPTY : StrictJson.parse(sent);
        Subject person = Objects.requireNonNull(context.get(PERSON));
        return new Call(
                person,
                texts(valid.getPathParameters()),
                texts(valid.getQuery()),
                body instanceof JsonObject object ? object : JsonObject.EMPTY);
    }

    private static Map<String, String> texts(Map<String, RequestParameter> parameters) {
        var out = new HashMap<String, String>();
        parameters.forEach((name, value) -> {
            if (!value.isNull()) {
                out.put(name, String.valueOf(value.get()));
            }
        });
        return out;
    }

    static Reply caught(Api.Operation operation, Call call) {
        try {
            return operation.call(call);
        } catch (JournalException e) {
            LOG.warn("a call of the API is not answered: {}", e.getMessage());
            return Problem.unavailable().reply();
        } catch (BadCursorException | DateTimeException e) {
            return Problem.badRequest(String.valueOf(e.getMessage())).reply();
        } catch (RuntimeException e) {
            LOG.error("a call of the API failed", e);
            return new Problem(500, "Internal error", "the call failed; see the gateway's log").reply();
        }
    }

    private void failed(RoutingContext context) {
        var failure = Optional.ofNullable(context.failure());
        var validation = failure.flatMap(ApiListener::invalid);
        if (validation.isPresent()) {
            var detail = String.valueOf(validation.get().getMessage());
            var body = context.request().method().name().equals("POST")
                    && validation.get().type() == ValidatorErrorType.INVALID_VALUE;
            reply(context, (body ? Problem.unprocessable(detail) : Problem.badRequest(detail)).reply());
        } else if (context.statusCode() == 413) {
            reply(
                    context,
                    new Problem(413, "Content too large", "the body is larger than " + LARGEST_BODY + " bytes")
                            .reply());
        } else if (context.statusCode() >= 400 && context.statusCode() < 500) {
            reply(context, new Problem(context.statusCode(), "Refused", "the call does not fit /openapi.yaml").reply());
        } else {
            failure.ifPresent(e -> LOG.error("a call of the API failed", e));
            reply(context, new Problem(500, "Internal error", "the call failed; see the gateway's log").reply());
        }
    }

    private static Optional<ValidatorException> invalid(Throwable failure) {
        for (var cause = Optional.of(failure); cause.isPresent(); cause = cause.map(Throwable::getCause)) {
            if (cause.get() instanceof ValidatorException e) {
                return Optional.of(e);
            }
        }
        return Optional.empty();
    }

    static void reply(RoutingContext context, Reply reply) {
        if (context.response().ended() || context.response().closed()) {
            return;
        }
        context.response().setStatusCode(reply.status());
        reply.headers().forEach(context.response()::putHeader);
        context.response().putHeader("cache-control", "no-store").putHeader("x-content-type-options", "nosniff");
        context.end(reply.body());
    }
}
