package io.stagegate.demo;

import io.stagegate.core.platform.DemoRegistry;
import io.vertx.core.MultiMap;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import java.util.regex.Pattern;

/**
 * A stand-in for an MLflow server: the part of its REST API that promotions need, in memory, gone when it stops. It is for
 * trying Stagegate out. It checks what MLflow checks of names and versions no more than a demo needs.
 */
public final class MlflowStandIn implements DemoRegistry {
    private static final Pattern API = Pattern.compile("/(?:api|ajax-api)/2\\.0/mlflow/(.+)");
    private static final Pattern BY_NAME = Pattern.compile("name\\s*=\\s*(?:'([^']*)'|\"([^\"]*)\").*", Pattern.DOTALL);
    private static final long SECONDS = 10;

    @Override
    public String platform() {
        return "mlflow";
    }

    @Override
    public Running start(int port, Map<String, String> users, InstantSource clock) throws IOException {
        var vertx = Vertx.vertx();
        var server = vertx.createHttpServer();
        var handler = new Handler(Map.copyOf(users), clock);
        server.requestHandler(request -> request.body().onSuccess(body -> handler.handle(request, body)));
        try {
            server.listen(port, "127.0.0.1")
                    .toCompletionStage()
                    .toCompletableFuture()
                    .get(SECONDS, TimeUnit.SECONDS);
            return new Up(vertx, server);
        } catch (ExecutionException | TimeoutException e) {
            vertx.close();
            throw new IOException("the demo registry cannot listen on 127.0.0.1:" + port + ": " + e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            vertx.close();
            throw new IOException("interrupted", e);
        }
    }

    private record Up(Vertx vertx, HttpServer server) implements Running {
        @Override
        public String url() {
            return "http://127.0.0.1:" + server.actualPort();
        }

        @Override
        public void close() {
            vertx.close();
        }
    }

    /** Requests and their answers; on one event loop. */
    private static final class Handler {
        private final Map<String, String> users;
        private final Map<String, Function<JsonObject, JsonObject>> writes = new HashMap<>();
        private final Map<String, Function<MultiMap, JsonObject>> reads = new HashMap<>();

        Handler(Map<String, String> users, InstantSource clock) {
            this.users = users;
            var models = new Models(clock);
            var runs = new Runs(clock);
            writes.put("POST registered-models/create", models::create);
            writes.put("DELETE registered-models/delete", models::delete);
            writes.put("POST registered-models/alias", models::setAlias);
            writes.put("DELETE registered-models/alias", models::deleteAlias);
            writes.put("POST registered-models/set-tag", models::setTag);
            writes.put("DELETE registered-models/delete-tag", models::deleteTag);
            writes.put("POST model-versions/create", models::createVersion);
            writes.put("DELETE model-versions/delete", models::deleteVersion);
            writes.put("POST model-versions/transition-stage", models::transition);
            writes.put("POST model-versions/set-tag", models::setVersionTag);
            writes.put("DELETE model-versions/delete-tag", models::deleteVersionTag);
            writes.put("POST runs/create", runs::create);
            writes.put("POST runs/log-metric", runs::logMetric);
            writes.put("POST runs/log-parameter", runs::logParameter);
            reads.put("registered-models/get", q -> models.get(one(q, "name")));
            reads.put("registered-models/search", _ -> models.search());
            reads.put("registered-models/alias", q -> models.byAlias(one(q, "name"), one(q, "alias")));
            reads.put("model-versions/get", q -> models.getVersion(one(q, "name"), one(q, "version")));
            reads.put("model-versions/search", q -> models.searchVersions(name(q)));
            reads.put("model-versions/get-download-uri", q -> models.downloadUri(one(q, "name"), one(q, "version")));
            reads.put("runs/get", q -> runs.get(one(q, "run_id")));
        }

        void handle(HttpServerRequest request, Buffer body) {
            try {
                var route = API.matcher(request.path());
                var answer = route.matches() ? answer(request, route.group(1), body) : Optional.<JsonObject>empty();
                if (answer.isPresent()) {
                    reply(request, 200, answer.get());
                } else {
                    reply(request, 404, error("ENDPOINT_NOT_FOUND", "this stand-in does not know " + request.path()));
                }
            } catch (RegistryException e) {
                reply(request, e.status(), error(e.code(), String.valueOf(e.getMessage())));
            } catch (DecodeException | ClassCastException e) {
                reply(request, 400, error("INVALID_PARAMETER_VALUE", "the body cannot be read"));
            }
        }

        private Optional<JsonObject> answer(HttpServerRequest request, String route, Buffer body) {
            var method = request.method().name();
            if (route.equals("users/current")) {
                return Optional.of(user(request));
            }
            return method.equals("GET")
                    ? Optional.ofNullable(reads.get(route)).map(read -> read.apply(request.params()))
                    : Optional.ofNullable(writes.get(method + " " + route))
                            .map(write -> write.apply(body.toJsonObject()));
        }

        private JsonObject user(HttpServerRequest request) {
            var sent = Optional.ofNullable(request.getHeader("authorization")).orElse("");
            for (var user : users.entrySet()) {
                var pair = user.getKey() + ":" + user.getValue();
                if (sent.equals("Basic " + Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.UTF_8)))) {
                    return new JsonObject().put("user", new JsonObject().put("username", user.getKey()));
                }
            }
            throw RegistryException.unknownUser();
        }

        private static String one(MultiMap query, String name) {
            return Optional.ofNullable(query.get(name))
                    .orElseThrow(
                            () -> RegistryException.invalid("Missing value for required parameter '" + name + "'."));
        }

        /** Prompts are unknown here, so that looking for them finds nothing. */
        private static Optional<String> name(MultiMap query) {
            var filter = Optional.ofNullable(query.get("filter")).orElse("");
            if (filter.contains("mlflow.prompt.is_prompt")) {
                return Optional.of("");
            }
            var name = BY_NAME.matcher(filter);
            return name.matches()
                    ? Optional.of(Optional.ofNullable(name.group(1)).orElseGet(() -> name.group(2)))
                    : Optional.empty();
        }

        private static JsonObject error(String code, String message) {
            return new JsonObject().put("error_code", code).put("message", message);
        }

        private static void reply(HttpServerRequest request, int status, JsonObject body) {
            request.response()
                    .setStatusCode(status)
                    .putHeader("content-type", "application/json")
                    .end(body.toBuffer());
        }
    }
}
