package io.stagegate.gateway.api;

import io.stagegate.core.Subject;
import io.stagegate.core.json.JsonValue.JsonObject;
import io.stagegate.core.platform.Reply;
import io.stagegate.gateway.api.Contract.Described;
import io.stagegate.gateway.journal.JournalException;
import io.stagegate.gateway.journal.Records.BadCursorException;
import io.stagegate.gateway.policy.Bundle;
import io.stagegate.gateway.threads.VirtualThreads;
import io.stagegate.gateway.tls.Encryption;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.BodyHandler;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The API's listener: who calls, whether the call fits {@code openapi.yaml}, and what comes of it. */
public final class ApiListener {
    private static final Logger LOG = LoggerFactory.getLogger(ApiListener.class);
    private static final String CONTRACT = "openapi.yaml";
    private static final int LARGEST_BODY = 64 << 10;
    private static final String CALLS = "/v1/*";
    private static final String ACCESS = "/access/v1/*";
    private static final String REQUEST_ID = "x-request-id";
    private static final Pattern REQUEST_IDS = Pattern.compile("[!-~]{1,200}");
    private static final String BUNDLES = "/v1/policies";
    private static final int LARGEST_HEAD = 32 << 10;

    private final Vertx vertx;
    private final Api api;
    private final WebhookCalls webhooks;
    private final ProvedCalls proved;
    private final HoldEvents events;
    private final ProofCalls proofs;
    private final VirtualThreads threads;
    private final HttpServer server;

    public ApiListener(
            Vertx vertx,
            Api api,
            WebhookCalls webhooks,
            ProvedCalls proved,
            HoldEvents events,
            ProofCalls proofs,
            VirtualThreads threads,
            Encryption encryption) {
        this.vertx = vertx;
        this.api = api;
        this.webhooks = webhooks;
        this.proved = proved;
        this.events = events;
        this.proofs = proofs;
        this.threads = threads;
        this.server = vertx.createHttpServer(
                encryption.on(new HttpServerOptions().setIdleTimeout(120).setMaxHeaderSize(LARGEST_HEAD)));
        encryption.follow(vertx, server);
    }

    /** Starts listening; the port that it listens on. */
    public Future<Integer> start(String host, int port) {
        return vertx.fileSystem()
                .readFile(CONTRACT)
                .compose(text -> server.requestHandler(router(text.toString())).listen(port, host))
                .map(HttpServer::actualPort);
    }

    /** Stops taking calls and closes. */
    public Future<Void> stop() {
        return server.shutdown(2, TimeUnit.SECONDS);
    }

    private Router router(String contract) {
        var root = Router.router(vertx);
        var documents = new LinkedHashMap<String, Reply>();
        documents.put("/openapi.yaml", new Reply(200, Map.of("content-type", "application/yaml"), contract));
        documents.putAll(ProblemPages.all());
        documents.forEach((path, reply) -> document(root, path, reply));
        discovery(root);
        var authenticating = new Authenticating(vertx, threads, api.callers());
        for (var calls : List.of(CALLS, ACCESS)) {
            root.route(calls).handler(authenticating::authenticate).handler(JsonOnly::check);
        }
        proved.readBodies(root);
        root.route(HttpMethod.POST, BUNDLES).handler(BodyHandler.create(false).setBodyLimit(Bundle.LARGEST));
        for (var calls : List.of(CALLS, ACCESS)) {
            root.route(calls).handler(BodyHandler.create(false).setBodyLimit(LARGEST_BODY));
        }
        calls(root, Contract.read(contract));
        root.route().failureHandler(this::failed);
        root.errorHandler(
                404, context -> reply(context, Problem.notFound(path(context)).reply()));
        return root;
    }

    /** Unlike other documents it is not the same for ever; and who asks as AuthZEN has it may number what they ask. */
    private void discovery(Router root) {
        root.route(HttpMethod.GET, AccessCalls.DISCOVERY)
                .handler(context -> reply(context, api.policies().access().discovery()));
        root.route(AccessCalls.DISCOVERY).handler(context -> notAllowed(context, List.of("GET")));
        root.route(ACCESS).handler(context -> {
            Optional.ofNullable(context.request().getHeader(REQUEST_ID))
                    .filter(id -> REQUEST_IDS.matcher(id).matches())
                    .ifPresent(id -> context.response().putHeader(REQUEST_ID, id));
            context.next();
        });
    }

    private static void document(Router root, String path, Reply reply) {
        root.route(path).method(HttpMethod.GET).method(HttpMethod.HEAD).handler(context -> reply(context, reply));
        root.route(path).handler(context -> notAllowed(context, List.of("GET", "HEAD")));
    }

    /** Each call by its method; behind them, what else is sent to a path that is known. */
    private void calls(Router root, List<Described> calls) {
        var operations = new HashMap<String, BiConsumer<RoutingContext, Call>>();
        Stream.of(api.operations(), webhooks.operations(), proofs.operations(api))
                .forEach(some -> some.forEach(
                        (id, operation) -> operations.put(id, (context, call) -> run(context, operation, call))));
        var byProof = proved.calls();
        var audit = new AuditStream(vertx, threads, api);
        operations.put("audit", (context, call) -> audit(context, call, audit));
        operations.put("pushPolicy", this::push);
        operations.put("listDecisions", LineStream.decisions(threads, api)::stream);
        operations.put("listLooks", LineStream.looks(threads, api, api.watches().recorded())::stream);
        operations.put("followHold", events::follow);
        operations.put("exportAudit", proofs.export(api)::stream);
        var allowed = new LinkedHashMap<String, TreeSet<String>>();
        for (var described : calls) {
            var path = described.path().replaceAll("\\{([^}]*)}", ":$1");
            var methods = allowed.computeIfAbsent(path, _ -> new TreeSet<>());
            methods.add(described.method());
            var route = root.route(path).method(HttpMethod.valueOf(described.method()));
            if (described.method().equals("GET")) {
                route.method(HttpMethod.HEAD);
                methods.add("HEAD");
            }
            route.handler(handler(described, operations, byProof));
        }
        allowed.forEach(
                (path, methods) -> root.route(path).handler(context -> notAllowed(context, List.copyOf(methods))));
    }

    private Handler<RoutingContext> handler(
            Described described,
            Map<String, BiConsumer<RoutingContext, Call>> operations,
            Map<String, CallbackCalls.Proved> proved) {
        var byProof = Optional.ofNullable(proved.get(described.operation()));
        if (byProof.isPresent()) {
            return context -> answerProved(context, described, byProof.get());
        }
        var operation = Optional.ofNullable(operations.get(described.operation()))
                .orElseThrow(() -> new IllegalStateException("nothing does " + described.operation()));
        return context -> answer(context, described, operation);
    }

    private static void notAllowed(RoutingContext context, List<String> methods) {
        context.response().putHeader("allow", String.join(", ", methods));
        var detail =
                context.request().method() + " is not for " + path(context) + ": use " + String.join(" or ", methods);
        reply(context, Problem.of(ProblemType.METHOD_NOT_ALLOWED, detail).reply());
    }

    static String path(RoutingContext context) {
        return String.valueOf(context.request().path());
    }

    private static void answer(
            RoutingContext context, Described described, BiConsumer<RoutingContext, Call> operation) {
        try {
            operation.accept(context, call(context, described));
        } catch (ProblemException e) {
            reply(context, e.problem().reply());
        }
    }

    private void answerProved(RoutingContext context, Described described, CallbackCalls.Proved proved) {
        try {
            var operation = proved.read(context, described);
            threads.call(() -> caught(operation)).onComplete(reply -> reply(context, reply.result()));
        } catch (ProblemException e) {
            reply(context, e.problem().reply());
        }
    }

    private static Call call(RoutingContext context, Described described) throws ProblemException {
        var query = Requests.query(context, described.query());
        var body = described.body().isPresent()
                ? Requests.body(sent(context), described.body().get())
                : JsonObject.EMPTY;
        Subject person = Authenticating.person(context);
        var id = Optional.ofNullable(context.pathParam("id")).orElse("");
        return new Call(person, path(context), id, query, body);
    }

    static byte[] sent(RoutingContext context) {
        return Optional.ofNullable(context.body().buffer())
                .map(Buffer::getBytes)
                .orElseGet(() -> new byte[0]);
    }

    private void run(RoutingContext context, Api.Operation operation, Call call) {
        threads.call(() -> caught(() -> operation.call(call))).onComplete(reply -> reply(context, reply.result()));
    }

    /** What is signed is what was sent, to the byte. */
    private void push(RoutingContext context, Call call) {
        var sent = sent(context);
        run(context, _ -> api.policies().push(call.person(), sent), call);
    }

    private void audit(RoutingContext context, Call call, AuditStream audit) {
        var forbidden = api.readingForbidden(call.person());
        if (forbidden.isPresent()) {
            reply(context, forbidden.get().reply());
            return;
        }
        var accepted = Optional.ofNullable(context.request().getHeader("accept"))
                .orElse("application/json")
                .toLowerCase(Locale.ROOT);
        var lines = accepted.contains("application/x-ndjson");
        if (call.follows() && !lines) {
            var flaw = Problem.Flaw.parameter(
                    "follow",
                    "follow goes with Accept: application/x-ndjson only: JSON is one page, and CSV comes to its end");
            reply(context, Problem.of(ProblemType.MALFORMED, List.of(flaw)).reply());
        } else if (lines) {
            audit.lines(context, call);
        } else if (accepted.contains("text/csv")) {
            audit.table(context, call);
        } else if (accepted.contains("json") || accepted.contains("*/*")) {
            run(context, api::auditPage, call);
        } else {
            var detail = "accept application/json, application/x-ndjson or text/csv";
            reply(context, Problem.of(ProblemType.NOT_ACCEPTABLE, detail).reply());
        }
    }

    static Reply caught(Supplier<Reply> answer) {
        try {
            return answer.get();
        } catch (JournalException e) {
            LOG.warn("a call of the API is not answered: {}", e.getMessage());
            return Problem.unavailable().reply();
        } catch (BadCursorException e) {
            return Problem.badCursor(e).reply();
        } catch (RuntimeException e) {
            LOG.error("a call of the API failed", e);
            return Problem.internal().reply();
        }
    }

    private void failed(RoutingContext context) {
        if (context.statusCode() == 413) {
            var path = path(context);
            var most = path.equals(BUNDLES) ? Bundle.LARGEST : ProvedCalls.largest(path, LARGEST_BODY);
            var detail = "the body is larger than " + most + " bytes";
            reply(context, Problem.of(ProblemType.TOO_LARGE, detail).reply());
        } else if (context.statusCode() >= 400 && context.statusCode() < 500) {
            reply(
                    context,
                    Problem.of(ProblemType.MALFORMED, "the call does not fit /openapi.yaml")
                            .reply());
        } else {
            Optional.ofNullable(context.failure()).ifPresent(e -> LOG.error("a call of the API failed", e));
            reply(context, Problem.internal().reply());
        }
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
