package io.stagegate.adapter.mlflow;

import io.stagegate.core.platform.Notice;
import io.stagegate.core.platform.Notice.Kind;
import io.stagegate.core.platform.Recognition;
import io.stagegate.core.platform.RequestHead;
import io.stagegate.core.platform.UpstreamSettings;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * What a request is, from its method and path. Routes are matched exactly, as MLflow does: what is spelled otherwise is not
 * known, and what is not known and writes is refused.
 */
final class Routes {
    private static final String ARTIFACTS = "mlflow:write-artifact";
    private static final String PRESIGN =
            "Stagegate: a presigned upload would go past the gateway to the artifact store, so "
                    + "none is handed out. Upload through the server, or let an operator list the route under allow.";

    private static final Set<String> READING = Set.of("GET", "HEAD", "OPTIONS");

    /** The registry's own API, also as older servers and other distributions mount it. */
    private static final Pattern API =
            Pattern.compile("(?:/mlflow)?/(?:api|ajax-api)/\\d\\.0/(?:preview/)?mlflow/(.+)");

    private static final Pattern PROXIED_ARTIFACTS = Pattern.compile(
            "(?:/mlflow)?/(?:api|ajax-api)/\\d\\.0/mlflow-artifacts/(?:artifacts|mpu/(?:create|complete|abort))/(.+)");

    /**
     * Writes below the API's root that cannot change what a registered version serves: experiments, runs and traces being
     * logged and annotated, searches by POST, descriptions, the web UI's own usage figures.
     */
    private static final List<Pattern> HARMLESS = List.of(
            Pattern.compile(
                    "POST experiments/(?:create|delete|delete-experiment-tag|restore|search|search-datasets|set-experiment-tag|update)"),
            Pattern.compile(
                    "POST runs/(?:create|create-promptlab-run|delete|delete-tag|log-batch|log-inputs|log-metric|log-model"
                            + "|log-parameter|outputs|restore|search|set-tag|update)"),
            Pattern.compile("POST logged-models(?:/search|/m-[0-9a-f]+/params)?"),
            Pattern.compile("(?:PATCH|DELETE) logged-models/m-[0-9a-f]+"),
            Pattern.compile("PATCH logged-models/m-[0-9a-f]+/tags"),
            Pattern.compile("DELETE logged-models/m-[0-9a-f]+/tags/[^/]+"),
            Pattern.compile("PATCH (?:registered-models|model-versions)/update"),
            Pattern.compile("POST registered-models/get-latest-versions"),
            Pattern.compile("POST artifacts/presigned-download-url"),
            Pattern.compile("(?:POST|PATCH|DELETE) (?:traces|datasets|assessments)(?:/.+)?"),
            Pattern.compile("POST metrics/get-history-bulk(?:-interval)?"),
            Pattern.compile("POST (?:issues|prompt-optimization/jobs)/search"),
            Pattern.compile("(?:POST|PATCH|DELETE) label-schemas/(?:create|update|delete)"),
            Pattern.compile(
                    "POST review-queues/(?:create|delete|get-or-create-user|update|items/(?:add|remove|set-status))"),
            Pattern.compile("POST ui-telemetry"));

    private final UpstreamSettings settings;

    Routes(UpstreamSettings settings) {
        this.settings = settings;
    }

    Recognition recognise(RequestHead head) {
        var path = withoutPrefix(head.path());
        if (READING.contains(head.method())) {
            return new Recognition.PassThrough("mlflow:read");
        }
        var governed = operation(head);
        if (governed.isPresent()) {
            return new Recognition.NeedsBody(governed.get().id());
        }
        var proxied = PROXIED_ARTIFACTS.matcher(path);
        if (proxied.matches() && Set.of("PUT", "POST", "DELETE").contains(head.method())) {
            return artifactWrite(ArtifactPlaces.proxied(proxied.group(1)));
        }
        var api = API.matcher(path);
        var route = api.matches() ? api.group(1) : "";
        if (head.method().equals("POST") && route.equals("upload-artifact")) {
            return artifactWrite(ArtifactPlaces.ofRun(head.query()));
        }
        if (harmless(head.method(), path, route) || allowed(head)) {
            return new Recognition.PassThrough("mlflow:write");
        }
        return route.equals("artifacts/presigned-upload-url")
                ? new Recognition.Refused("mlflow:presign-upload", new Notice(Kind.REFUSED, PRESIGN))
                : new Recognition.Unrecognised("mlflow:unrecognised");
    }

    /** The operation whose body has to be read. */
    Optional<Operation> operation(RequestHead head) {
        return operation(head.method(), head.path());
    }

    /** Whether an operator lists a route under {@code allow} that is governed. */
    boolean governs(UpstreamSettings.Route route) {
        return operation(route.method(), route.path()).isPresent()
                || PROXIED_ARTIFACTS.matcher(withoutPrefix(route.path())).matches();
    }

    private Optional<Operation> operation(String method, String path) {
        var api = API.matcher(withoutPrefix(path));
        return api.matches() ? Operation.on(method, api.group(1)) : Optional.empty();
    }

    /** The native artifact routes stay unprefixed as well, so a prefix may be there or not. */
    private String withoutPrefix(String path) {
        var prefix = settings.staticPrefix();
        return !prefix.isEmpty() && path.startsWith(prefix + "/") ? path.substring(prefix.length()) : path;
    }

    private static boolean harmless(String method, String path, String route) {
        if (method.equals("POST")
                && Set.of("/graphql", "/v1/traces", "/v1/metrics").contains(path)) {
            return true;
        }
        var line = method + " " + route;
        return !route.isEmpty()
                && HARMLESS.stream().anyMatch(p -> p.matcher(line).matches());
    }

    private boolean allowed(RequestHead head) {
        return settings.allow().stream().anyMatch(r -> r.matches(head.method(), head.path()));
    }

    private static Recognition artifactWrite(Optional<Set<String>> places) {
        return places.<Recognition>map(p -> new Recognition.ArtifactWrite(ARTIFACTS, p))
                .orElseGet(() -> new Recognition.Refused(
                        ARTIFACTS,
                        new Notice(
                                Kind.MALFORMED, "Stagegate: the artifact's path can be read in more than one way.")));
    }
}
