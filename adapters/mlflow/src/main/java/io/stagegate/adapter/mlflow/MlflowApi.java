package io.stagegate.adapter.mlflow;

import io.stagegate.core.json.JsonValue.JsonObject;
import io.stagegate.core.platform.Call;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;

/** The calls that the gateway makes of its own: MLflow's REST API 2.0 in one workspace. */
record MlflowApi(String staticPrefix, String workspace) {

    Call get(String route, String... query) {
        return Call.get(target(route, query), headers(workspace));
    }

    Call write(Operation operation, JsonObject body) {
        return new Call(operation.method(), target(operation.route()), headers(workspace), Optional.of(body));
    }

    /** A read below {@code /api/3.0/mlflow}, where younger parts of the API are. */
    Call get3(String route) {
        return Call.get(staticPrefix + "/api/3.0/mlflow/" + route, headers(workspace));
    }

    /** What is in a folder of the artifacts that the server itself serves; these routes have no prefix. */
    Call artifacts(String path) {
        return Call.get("/api/2.0/mlflow-artifacts/artifacts?path=" + encoded(path), headers(workspace));
    }

    private String target(String route, String... query) {
        var text = new StringBuilder(staticPrefix).append("/api/2.0/mlflow/").append(route);
        for (var i = 0; i + 1 < query.length; i += 2) {
            text.append(i == 0 ? '?' : '&').append(query[i]).append('=').append(encoded(query[i + 1]));
        }
        return text.toString();
    }

    static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }

    static Map<String, String> headers(String workspace) {
        return workspace.isEmpty() ? Map.of() : Map.of(Requests.WORKSPACE_HEADER, workspace);
    }
}
