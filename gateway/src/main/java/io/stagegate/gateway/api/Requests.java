package io.stagegate.gateway.api;

import io.stagegate.config.Words;
import io.stagegate.core.json.JsonValue;
import io.stagegate.core.json.JsonValue.JsonObject;
import io.stagegate.gateway.api.Contract.Body;
import io.stagegate.gateway.api.Problem.Flaw;
import io.stagegate.gateway.identity.Bearing;
import io.stagegate.gateway.json.MalformedJsonException;
import io.stagegate.gateway.json.StrictJson;
import io.vertx.core.json.Json;
import io.vertx.ext.web.RoutingContext;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** Reads the query and the body of a call, each once, and says of every part that does not fit what is allowed. */
final class Requests {
    private Requests() {}

    /** The value of a header that was sent once. */
    static Optional<String> header(RoutingContext context, String name) {
        var values = context.request().headers().getAll(name);
        return values.size() == 1 ? Optional.of(values.getFirst()) : Optional.empty();
    }

    /** The bearer token that a call shows. */
    static Optional<String> bearer(RoutingContext context) {
        return header(context, "authorization").flatMap(Bearing::token);
    }

    /** The parameters of a call's query, decoded. */
    static Map<String, String> query(RoutingContext context, List<Field> known) throws ProblemException {
        return query(Optional.ofNullable(context.request().query()).orElse(""), known);
    }

    /**
     * The parameters of a query, decoded.
     *
     * @param raw the query as it was sent
     */
    static Map<String, String> query(String raw, List<Field> known) throws ProblemException {
        var fields = byName(known);
        var out = new LinkedHashMap<String, String>();
        var flaws = new ArrayList<Flaw>();
        for (var pair : raw.split("&", -1)) {
            if (pair.isEmpty()) {
                continue;
            }
            var parts = pair.split("=", 2);
            var name = decoded(parts[0]);
            var value = decoded(parts.length == 2 ? parts[1] : "");
            var twice = Optional.ofNullable(out.put(name, value)).map(_ -> name + " is given twice");
            var wrong = Optional.ofNullable(fields.get(name))
                    .map(field -> field.wrongText(value))
                    .orElseGet(() -> Optional.of(unknown("parameter", name, known)));
            twice.or(() -> wrong).ifPresent(detail -> flaws.add(Flaw.parameter(name, detail)));
        }
        known.stream()
                .filter(field -> field.required() && !out.containsKey(field.name()))
                .forEach(field -> flaws.add(Flaw.parameter(field.name(), missing(field))));
        refuse(ProblemType.MALFORMED, flaws);
        return Map.copyOf(out);
    }

    private static String decoded(String text) throws ProblemException {
        try {
            return URLDecoder.decode(text, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            throw new ProblemException(Problem.of(
                    ProblemType.MALFORMED,
                    "the query has a % that no two hexadecimal digits follow: write %25 for it"));
        }
    }

    /** A body's members. */
    static JsonObject body(byte[] sent, Body described) throws ProblemException {
        if (sent.length == 0) {
            if (described.required()) {
                throw new ProblemException(Problem.of(
                        ProblemType.MALFORMED,
                        "the body is missing: send a JSON object with "
                                + described.members().stream().map(Field::name).collect(Collectors.joining(", "))));
            }
            return JsonObject.EMPTY;
        }
        var mistaken = described.open() ? ProblemType.MALFORMED : ProblemType.INVALID;
        var body = object(sent, mistaken);
        var fields = byName(described.members());
        var flaws = new ArrayList<Flaw>();
        body.members()
                .forEach((name, value) -> Optional.ofNullable(fields.get(name))
                        .map(field -> field.wrongValue(Json.decodeValue(value.toJson()), shown(value)))
                        .orElseGet(() -> described.open()
                                ? Optional.empty()
                                : Optional.of(unknown("member", name, described.members())))
                        .ifPresent(detail -> flaws.add(Flaw.member(name, detail))));
        described.members().stream()
                .filter(field -> field.required() && !body.members().containsKey(field.name()))
                .forEach(field -> flaws.add(Flaw.member(field.name(), missing(field))));
        refuse(mistaken, flaws);
        return body;
    }

    private static JsonObject object(byte[] sent, ProblemType mistaken) throws ProblemException {
        try {
            if (StrictJson.parse(sent) instanceof JsonObject object) {
                return object;
            }
        } catch (MalformedJsonException e) {
            throw new ProblemException(Problem.of(ProblemType.MALFORMED, "the body cannot be read: " + e.getMessage()));
        }
        throw new ProblemException(Problem.of(mistaken, "the body is no JSON object: send one"));
    }

    private static String shown(JsonValue value) {
        return value instanceof JsonValue.JsonString(var text) ? text : value.toJson();
    }

    private static Map<String, Field> byName(List<Field> fields) {
        var out = new HashMap<String, Field>();
        fields.forEach(field -> out.put(field.name(), field));
        return out;
    }

    private static String unknown(String what, String name, List<Field> known) {
        return "there is no " + what + " " + name + " here: "
                + Words.choose(name, known.stream().map(Field::name).toList());
    }

    private static String missing(Field field) {
        return field.name() + " is missing: write " + field.allowed();
    }

    private static void refuse(ProblemType type, List<Flaw> flaws) throws ProblemException {
        if (!flaws.isEmpty()) {
            throw new ProblemException(Problem.of(type, flaws));
        }
    }
}
