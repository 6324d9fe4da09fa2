package io.stagegate.gateway.api;

import io.stagegate.core.json.JsonValue;
import io.stagegate.core.json.JsonValue.JsonObject;
import io.stagegate.core.platform.Reply;
import java.util.Map;

/**
 * What went wrong with a call of the API (RFC 9457).
 *
 * @param status HTTP status
 * @param title the status in words
 * @param detail what is wrong with this call, and what to do
 */
record Problem(int status, String title, String detail) {

    static Problem badRequest(String detail) {
        return new Problem(400, "Bad request", detail);
    }

    static Problem unauthenticated() {
        return new Problem(
                401,
                "Unauthenticated",
                "say who you are: Authorization: Bearer and the token of a person in the configuration");
    }

    static Problem forbidden(String detail) {
        return new Problem(403, "Forbidden", detail);
    }

    static Problem notFound(String what) {
        return new Problem(404, "Not found", "there is no " + what);
    }

    static Problem conflict(String detail) {
        return new Problem(409, "Conflict", detail);
    }

    static Problem unprocessable(String detail) {
        return new Problem(422, "Unprocessable content", detail);
    }

    static Problem unavailable() {
        return new Problem(503, "Unavailable", "the database does not answer at the moment; try again");
    }

    Reply reply() {
        var body = JsonObject.EMPTY
                .with("type", "about:blank")
                .with("title", title)
                .with("status", JsonValue.of(status))
                .with("detail", detail);
        var type = Map.of("content-type", "application/problem+json");
        return status == 401
                ? new Reply(
                        status,
                        Map.of("content-type", "application/problem+json", "www-authenticate", "Bearer"),
                        body.toJson())
                : new Reply(status, type, body.toJson());
    }
}
