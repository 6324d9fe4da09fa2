package io.stagegate.adapter.mlflow;

import io.stagegate.core.json.JsonValue.JsonObject;
import io.stagegate.core.platform.Notice;
import io.stagegate.core.platform.Notice.Kind;
import io.stagegate.core.platform.Reply;

/**
 * The gateway's answers in MLflow's error form. Codes are ones that its clients know, as they show the code and not the
 * status; statuses are ones that they do not retry, but where nothing was changed and trying again is of use.
 */
final class Replies {
    private Replies() {}

    private record Form(int status, String code) {}

    static Reply say(Notice notice) {
        var form = form(notice.kind());
        var body = JsonObject.EMPTY.with("error_code", form.code()).with("message", notice.message());
        var reply = Reply.json(form.status(), body.toJson());
        return switch (notice.kind()) {
            case UNAUTHENTICATED -> reply.with("www-authenticate", "Basic realm=\"mlflow\"");
            // Without it the Python client waits longer before each of its seven tries.
            case HELD_RETRY -> reply.with("retry-after", "1");
            case MALFORMED, TOO_LARGE, DENIED, REFUSED, HELD, REJECTED, EXPIRED, CANCELLED, UNKNOWN_OUTCOME -> reply;
            case NOT_FOUND, UNAVAILABLE, BAD_GATEWAY, GATEWAY_TIMEOUT -> reply;
        };
    }

    private static Form form(Kind kind) {
        return switch (kind) {
            case MALFORMED -> new Form(400, "INVALID_PARAMETER_VALUE");
            case TOO_LARGE -> new Form(413, "INVALID_PARAMETER_VALUE");
            case UNAUTHENTICATED -> new Form(401, "UNAUTHENTICATED");
            case DENIED, REFUSED -> new Form(403, "PERMISSION_DENIED");
            case HELD, REJECTED, EXPIRED, CANCELLED, UNKNOWN_OUTCOME -> new Form(409, "RESOURCE_CONFLICT");
            case NOT_FOUND -> new Form(404, "RESOURCE_DOES_NOT_EXIST");
            case UNAVAILABLE, HELD_RETRY -> new Form(503, "TEMPORARILY_UNAVAILABLE");
            case BAD_GATEWAY -> new Form(502, "TEMPORARILY_UNAVAILABLE");
            case GATEWAY_TIMEOUT -> new Form(504, "TEMPORARILY_UNAVAILABLE");
        };
    }
}
