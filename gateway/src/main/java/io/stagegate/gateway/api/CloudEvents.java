package io.stagegate.gateway.api;

import io.stagegate.core.json.JsonValue;
import io.stagegate.core.json.JsonValue.JsonArray;
import io.stagegate.core.json.JsonValue.JsonObject;
import io.stagegate.gateway.api.Problem.Flaw;
import io.stagegate.gateway.json.MalformedJsonException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Takes what was sent out of its envelope: CloudEvents 1.0 in each of its three modes for HTTP, or none. */
final class CloudEvents {
    private static final int MOST = 1_000;
    private static final String VERSION = "1.0";

    private CloudEvents() {}

    /**
     * What is in one envelope, or one part of a list that is.
     *
     * @param pointer where in the body it stands
     * @param time the envelope's time
     */
    record Item(String pointer, JsonValue value, Optional<String> time) {}

    static List<Item> unwrap(PushedBody.Sent sent) throws ProblemException {
        var body = parsed(sent);
        var type = sent.header()
                .apply("content-type")
                .orElse("")
                .split(";", 2)[0]
                .strip()
                .toLowerCase(Locale.ROOT);
        var items =
                switch (type) {
                    case "application/cloudevents+json" -> event("#", body);
                    case "application/cloudevents-batch+json" -> batch(body);
                    default -> bare("#", body, binary(sent));
                };
        if (items.isEmpty() || items.size() > MOST) {
            throw malformed("there are " + items.size() + " readings: send between 1 and " + MOST + " at once");
        }
        return items;
    }

    private static JsonValue parsed(PushedBody.Sent sent) throws ProblemException {
        try {
            return sent.json();
        } catch (MalformedJsonException e) {
            throw malformed("the body cannot be read: " + e.getMessage());
        }
    }

    private static ProblemException malformed(String detail) {
        return new ProblemException(Problem.of(ProblemType.MALFORMED, detail));
    }

    private static ProblemException invalid(String pointer, String detail) {
        return new ProblemException(Problem.of(ProblemType.INVALID, List.of(new Flaw("pointer", pointer, detail))));
    }

    /** In the binary mode the envelope is in headers. */
    private static Optional<String> binary(PushedBody.Sent sent) throws ProblemException {
        var version = sent.header().apply("ce-specversion");
        if (version.isPresent() && !version.get().equals(VERSION)) {
            throw malformed(
                    "ce-specversion is not 1.0, which is the only version of CloudEvents that is understood here");
        }
        return version.flatMap(_ -> sent.header().apply("ce-time"));
    }

    private static List<Item> bare(String pointer, JsonValue value, Optional<String> time) {
        if (!(value instanceof JsonArray(var elements))) {
            return List.of(new Item(pointer, value, time));
        }
        var out = new ArrayList<Item>();
        for (var i = 0; i < elements.size(); i++) {
            out.add(new Item(pointer + "/" + i, elements.get(i), time));
        }
        return out;
    }

    private static List<Item> batch(JsonValue body) throws ProblemException {
        if (!(body instanceof JsonArray(var events))) {
            throw invalid("#", "a batch of CloudEvents is an array");
        }
        var out = new ArrayList<Item>();
        for (var i = 0; i < events.size(); i++) {
            out.addAll(event("#/" + i, events.get(i)));
        }
        return out;
    }

    private static List<Item> event(String pointer, JsonValue event) throws ProblemException {
        if (!(event instanceof JsonObject object)
                || !object.text("specversion").equals(Optional.of(VERSION))
                || List.of("id", "source", "type").stream()
                        .anyMatch(member -> object.text(member).orElse("").isEmpty())) {
            throw invalid(pointer, "this is no CloudEvent: write specversion \"1.0\", id, source, type and data");
        }
        if (object.member("data").isEmpty()) {
            throw invalid(pointer + "/data", "data is missing: write the reading there, as JSON and not in Base64");
        }
        return bare(pointer + "/data", object.member("data").get(), object.text("time"));
    }
}
