package io.stagegate.gateway.replay;

import io.stagegate.core.evidence.Fact;
import io.stagegate.core.json.JsonValue;
import io.stagegate.core.json.JsonValue.JsonObject;
import io.stagegate.gateway.json.FactJson;
import io.stagegate.gateway.json.StrictJson;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A decision as it was recorded, with what it was made on.
 *
 * @param decision as {@code DecisionJson} wrote it
 * @param facts those of each target, in the order of the targets
 */
public record Recorded(About about, JsonObject decision, List<List<Fact>> facts) {
    public Recorded {
        facts = List.copyOf(facts);
    }

    /**
     * Which decision it is.
     *
     * @param promotion id of the promotion or restore
     * @param phase {@code request}, or {@code release} where a hold was decided anew
     * @param askedAt when the change was asked for: the time that rules see
     * @param decidedAt when it was decided
     * @param targets as people write them
     */
    public record About(
            String promotion,
            String phase,
            Instant askedAt,
            Instant decidedAt,
            String upstream,
            String model,
            String operation,
            List<String> targets) {
        public About {
            targets = List.copyOf(targets);
        }
    }

    /**
     * A line of {@code GET /v1/decisions}.
     *
     * @throws IllegalArgumentException if it is none
     */
    public static Recorded parse(String line) {
        try {
            return read(StrictJson.stored(line));
        } catch (RuntimeException e) {
            throw new IllegalArgumentException("no recorded decision: " + e.getMessage(), e);
        }
    }

    private static Recorded read(JsonObject json) {
        var asked = Instant.parse(text(json, "askedAt"));
        var names = new ArrayList<String>();
        var facts = new ArrayList<List<Fact>>();
        for (var target : json.items("targets")) {
            names.add(text(target, "target"));
            facts.add(facts(target, asked));
        }
        if (facts.isEmpty()) {
            throw new IllegalArgumentException("it has no targets");
        }
        var about = new About(
                text(json, "promotion"),
                text(json, "phase"),
                asked,
                Instant.parse(text(json, "decidedAt")),
                text(json, "upstream"),
                text(json, "model"),
                text(json, "operation"),
                names);
        return new Recorded(about, object(json, "decision"), facts);
    }

    private static List<Fact> facts(JsonValue target, Instant asked) {
        var facts = target.items("facts").stream()
                .map(f -> FactJson.read((JsonObject) f, asked))
                .toList();
        if (facts.isEmpty()) {
            throw new IllegalArgumentException("a target has no facts");
        }
        return facts;
    }

    private static String text(JsonValue json, String name) {
        return json.text(name).orElseThrow(() -> new IllegalArgumentException("it has no " + name));
    }

    private static JsonObject object(JsonObject json, String name) {
        return Optional.of(json)
                .flatMap(j -> j.get(name))
                .filter(JsonObject.class::isInstance)
                .map(JsonObject.class::cast)
                .orElseThrow(() -> new IllegalArgumentException("it has no " + name));
    }
}
