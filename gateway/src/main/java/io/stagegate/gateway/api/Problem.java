package io.stagegate.gateway.api;

import io.stagegate.core.json.JsonValue;
import io.stagegate.core.json.JsonValue.JsonObject;
import io.stagegate.core.platform.Reply;
import io.stagegate.gateway.journal.Records.BadCursorException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * What went wrong with a call of the API (RFC 9457).
 *
 * @param type what sort of problem it is
 * @param detail what is wrong with this call, and what to do
 * @param instance path of what it is about; empty where that is nothing with an id
 * @param flaws the parts of the call that are wrong, where it is parts
 */
record Problem(ProblemType type, String detail, Optional<String> instance, List<Flaw> flaws) {
    /** Half of the minute over which senders are limited. */
    private static final String AGAIN_SECONDS = "30";

    Problem {
        flaws = List.copyOf(flaws);
    }

    /**
     * A part of a call that is wrong.
     *
     * @param place {@code parameter} or {@code pointer}: which member of the document names the part
     * @param name the parameter's name, or the JSON pointer of a member of the body
     * @param detail what is wrong, and what is allowed
     */
    record Flaw(String place, String name, String detail) {
        static Flaw parameter(String name, String detail) {
            return new Flaw("parameter", name, detail);
        }

        static Flaw member(String name, String detail) {
            return new Flaw("pointer", "#/" + name.replace("~", "~0").replace("/", "~1"), detail);
        }

        private JsonObject json() {
            return JsonObject.EMPTY.with("detail", detail).with(place, name);
        }
    }

    static Problem of(ProblemType type, String detail) {
        return new Problem(type, detail, Optional.empty(), List.of());
    }

    static Problem of(ProblemType type, List<Flaw> flaws) {
        var detail = flaws.stream().map(Flaw::detail).collect(Collectors.joining("; "));
        return new Problem(type, detail, Optional.empty(), flaws);
    }

    static Problem unauthenticated() {
        return of(
                ProblemType.UNAUTHENTICATED,
                "say who you are: Authorization: Bearer and the token of a person in the configuration, a token of the gateway"
                        + " or one of an OpenID provider that it knows");
    }

    static Problem notFound(String what) {
        return of(ProblemType.NOT_FOUND, "there is no " + what);
    }

    static Problem badCursor(BadCursorException e) {
        return of(ProblemType.MALFORMED, List.of(Flaw.parameter("cursor", String.valueOf(e.getMessage()))));
    }

    static Problem unavailable() {
        return of(ProblemType.UNAVAILABLE, "the database does not answer at the moment; try again");
    }

    static Problem internal() {
        return of(ProblemType.INTERNAL, "the call failed; see the gateway's log");
    }

    /** The same, about what is at that path. */
    Problem at(String path) {
        return new Problem(type, detail, Optional.of(path), flaws);
    }

    Reply reply() {
        return reply(JsonObject.EMPTY);
    }

    /** @param more members of this sort of problem */
    Reply reply(JsonObject more) {
        var body = JsonObject.EMPTY
                .with("type", type.uri())
                .with("title", type.title())
                .with("status", JsonValue.of(type.status()))
                .with("detail", detail);
        if (instance.isPresent()) {
            body = body.with("instance", instance.get());
        }
        if (!flaws.isEmpty()) {
            body = body.with(
                    "errors", JsonValue.array(flaws.stream().map(Flaw::json).toList()));
        }
        for (var member : more.members().entrySet()) {
            body = body.with(member.getKey(), member.getValue());
        }
        var headers = new LinkedHashMap<String, String>();
        headers.put("content-type", "application/problem+json");
        if (type == ProblemType.UNAUTHENTICATED) {
            headers.put("www-authenticate", "Bearer");
        }
        if (type == ProblemType.TOO_MANY) {
            headers.put("retry-after", AGAIN_SECONDS);
        }
        return new Reply(type.status(), headers, body.toJson());
    }
}
