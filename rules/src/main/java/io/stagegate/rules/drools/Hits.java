package io.stagegate.rules.drools;

import io.stagegate.core.evidence.Fact;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.kie.api.runtime.rule.Match;

/** What met one probe. Belongs to one run on one thread. */
final class Hits {
    /** A combination of facts that met it, with everything that has a name. */
    record Hit(List<Fact> facts, Map<String, Object> names) {}

    private static final int KEPT = 50;

    private final List<Hit> kept = new ArrayList<>();
    private long count;

    /** So many facts, each of which met it by itself. */
    static Hits of(List<Fact> facts) {
        var hits = new Hits();
        hits.count = facts.size();
        facts.stream().limit(KEPT).map(fact -> new Hit(List.of(fact), Map.of())).forEach(hits.kept::add);
        return hits;
    }

    void add(Match match) {
        count++;
        if (kept.size() < KEPT) {
            var names = new LinkedHashMap<String, Object>();
            match.getDeclarationIds().forEach(id -> names.put(id, match.getDeclarationValue(id)));
            kept.add(new Hit(
                    match.getObjects().stream()
                            .filter(Fact.class::isInstance)
                            .map(Fact.class::cast)
                            .toList(),
                    names));
        }
    }

    long count() {
        return count;
    }

    /** The first of them. */
    List<Hit> kept() {
        return kept;
    }
}
