package io.stagegate.it.browser;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.net.URI;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** What pages of one origin have asked for since it was begun, read from the browser's own log of its network. */
final class Traffic {
    private static final ObjectMapper JSON = new ObjectMapper();
    /** What a page waits for. The log does not tell of every script's answer: a worker's is in another one. */
    private static final Set<String> AWAITED = Set.of("Document", "Stylesheet", "XHR", "Fetch");

    private final String origin;
    private final Map<String, Exchange> open = new LinkedHashMap<>();
    private final Set<String> awaited = new HashSet<>();
    private final Set<Exchange> ended = new LinkedHashSet<>();

    Traffic(String origin) {
        this.origin = origin;
    }

    /** Reads one line of the log; whether it was about this origin. */
    boolean read(String line) {
        try {
            var message = JSON.readTree(line).path("message");
            return take(message.path("method").asText(), message.path("params"));
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(line, e);
        }
    }

    private boolean take(String event, JsonNode params) {
        var id = params.path("requestId").asText();
        return switch (event) {
            case "Network.requestWillBeSent" -> begin(id, params);
            case "Network.responseReceived" ->
                end(id, params.at("/response/status").asText());
            // Leaving a page cuts off what it was still asking for.
            case "Network.loadingFailed" ->
                params.path("canceled").asBoolean()
                        ? open.keySet().remove(id)
                        : end(id, params.path("errorText").asText());
            default -> false;
        };
    }

    private boolean begin(String id, JsonNode params) {
        var request = params.path("request");
        var url = request.path("url").asText();
        if (!url.startsWith(origin + "/")) {
            return false;
        }
        if (AWAITED.contains(params.path("type").asText())) {
            awaited.add(id);
        }
        var path = URI.create(url).getPath();
        open.put(id, new Exchange(request.path("method").asText(), path, "unanswered"));
        return true;
    }

    private boolean end(String id, String outcome) {
        return Optional.ofNullable(open.remove(id))
                .map(asked -> ended.add(new Exchange(asked.method(), asked.path(), outcome)))
                .orElse(false);
    }

    /** Whether everything that the page waits for has been answered. */
    boolean answered() {
        return Collections.disjoint(open.keySet(), awaited);
    }

    /** Each request with each of its outcomes. */
    Set<Exchange> exchanges() {
        return Set.copyOf(ended);
    }

    Set<Exchange> failures() {
        return ended.stream().filter(Exchange::failed).collect(Collectors.toUnmodifiableSet());
    }
}
