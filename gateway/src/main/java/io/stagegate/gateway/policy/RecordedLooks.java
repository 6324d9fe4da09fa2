package io.stagegate.gateway.policy;

import io.stagegate.core.json.JsonValue;
import io.stagegate.core.json.JsonValue.JsonNumber;
import io.stagegate.core.json.JsonValue.JsonObject;
import io.stagegate.gateway.journal.Records.Decided;
import io.stagegate.gateway.json.FactJson;
import io.stagegate.gateway.watch.RecordedLook;
import io.stagegate.gateway.watch.Watches;
import io.stagegate.gateway.watch.Watches.Place;
import java.util.List;
import java.util.Optional;

/** What watch rules saw and said of old, with the facts that they had: in the form of recorded decisions. */
public final class RecordedLooks {
    private final Watches watches;

    public RecordedLooks(Watches watches) {
        this.watches = watches;
    }

    /**
     * Some lines.
     *
     * @param lines each an object, as {@code GET /v1/looks} gives it
     * @param next where the next ones are; empty where there are none
     */
    public record Page(List<String> lines, Optional<Place> next) {
        public Page {
            lines = List.copyOf(lines);
        }
    }

    /** The looks of a time behind a place. */
    public Page page(Decided time, Place behind, int atMost) {
        var looks = watches.looks(time, behind, atMost);
        return new Page(looks.looks().stream().map(look -> line(look).toJson()).toList(), looks.next());
    }

    private static JsonObject line(RecordedLook look) {
        var watch = look.scene().watch();
        var at = look.scene().now().at().toString();
        var target = watch.change().target();
        var facts = LookFacts.of(look.scene()).stream()
                .map(fact -> (JsonValue) FactJson.write(fact))
                .toList();
        return JsonObject.EMPTY
                .with("promotion", watch.promotion())
                .with("phase", "look " + look.number() + " of " + watch.id())
                .with("askedAt", at)
                .with("decidedAt", at)
                .with("upstream", target.upstream())
                .with("model", target.model())
                .with("operation", "watch")
                .with("decision", decision(look))
                .with(
                        "targets",
                        JsonValue.array(List.of(JsonObject.EMPTY
                                .with("target", target.toString())
                                .with("facts", JsonValue.array(facts)))));
    }

    /** As decisions are recorded. */
    private static JsonObject decision(RecordedLook look) {
        var findings = look.findings().elements();
        var points = findings.stream()
                .filter(f -> f.text("mode").equals(Optional.of("enforce")))
                .flatMap(f -> f.get("points").stream())
                .mapToInt(p -> p instanceof JsonNumber number ? (int) number.doubleValue() : 0)
                .sum();
        var out = JsonObject.EMPTY
                .with("effect", look.judgement())
                .with("policy", look.policy())
                .with("risk", JsonObject.EMPTY.with("score", JsonValue.of(Math.max(0, points))))
                .with(
                        "findings",
                        JsonValue.array(
                                findings.stream().filter(f -> !obstacle(f)).toList()));
        return findings.stream()
                .filter(RecordedLooks::obstacle)
                .findFirst()
                .flatMap(f -> f.text("message"))
                .map(why -> out.with("why", why))
                .orElse(out);
    }

    private static boolean obstacle(JsonValue finding) {
        return finding.text("effect").equals(Optional.of("indeterminate"));
    }
}
