package io.stagegate.gateway.policy;

import io.stagegate.core.evidence.Fact;
import io.stagegate.core.json.JsonValue.JsonObject;
import io.stagegate.gateway.journal.Journal;
import io.stagegate.gateway.json.FactJson;
import io.stagegate.gateway.json.TargetJson;
import io.stagegate.gateway.watch.RecordedLook;
import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What recorded promotions were last decided on. To be asked on a virtual thread of Vert.x. */
public final class Past {
    private final Journal journal;

    public Past(Journal journal) {
        this.journal = journal;
    }

    /**
     * What a promotion was last decided on.
     *
     * @param policy digest of the set that decided
     * @param targets the facts on each target, as people write it
     */
    record Decided(String policy, Map<String, List<Fact>> targets) {
        Decided {
            targets = Collections.unmodifiableMap(new LinkedHashMap<>(targets));
        }
    }

    /** Empty where there is no such promotion, or nothing was decided on it. */
    Optional<Decided> decided(String promotion) {
        return journal.submission(promotion)
                .flatMap(s -> journal.lastEvaluation(promotion).map(seen -> decided(seen, s.at())));
    }

    /** What was judged of a look. */
    static Decided decided(RecordedLook look) {
        var target = look.scene().watch().change().target().toString();
        return new Decided(look.policy(), Map.of(target, LookFacts.of(look.scene())));
    }

    private static Decided decided(JsonObject evaluation, Instant at) {
        var targets = new LinkedHashMap<String, List<Fact>>();
        for (var target : evaluation.items("targets")) {
            var facts = target.items("facts").stream()
                    .map(f -> FactJson.read((JsonObject) f, at))
                    .toList();
            targets.put(
                    TargetJson.readChange((JsonObject) target.get("change").orElseThrow())
                            .target()
                            .toString(),
                    facts);
        }
        var policy = evaluation.get("decision").flatMap(d -> d.text("policy")).orElse("");
        return new Decided(policy, targets);
    }
}
