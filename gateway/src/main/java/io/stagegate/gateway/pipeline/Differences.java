package io.stagegate.gateway.pipeline;

import io.stagegate.core.evidence.Unavailable;
import io.stagegate.core.json.JsonValue;
import io.stagegate.core.json.JsonValue.JsonObject;
import io.stagegate.gateway.journal.Evaluation;
import io.stagegate.gateway.json.CanonicalJson;
import io.stagegate.gateway.json.EvaluationJson;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** What is different between what reviewers saw and what is so now, line by line for people. */
final class Differences {
    private Differences() {}

    /** @param seen the evaluation that reviewers saw, as stored */
    static List<String> between(JsonObject seen, Evaluation now) {
        var before = lines(seen);
        var after = lines(EvaluationJson.write(now));
        var out = new ArrayList<String>();
        before.stream().filter(line -> !after.contains(line)).forEach(line -> out.add("no longer: " + line));
        after.stream().filter(line -> !before.contains(line)).forEach(line -> out.add("now: " + line));
        return out;
    }

    /**
     * What reviewers saw and cannot be read now, and why not; empty where all can.
     *
     * @param seen the evaluation that reviewers saw, as stored
     */
    static Optional<String> unreadable(JsonObject seen, Evaluation now) {
        var known = seen.items("targets").stream()
                .flatMap(target -> target.items("facts").stream())
                .map(fact -> fact.text("fact").orElse("") + " of the "
                        + fact.text("of").orElse(""))
                .collect(Collectors.toSet());
        return now.targets().stream()
                .flatMap(target -> target.facts().stream())
                .filter(Unavailable.class::isInstance)
                .map(Unavailable.class::cast)
                .flatMap(gone ->
                        Optional.of(gone.name() + " of the " + gone.of().name().toLowerCase(Locale.ROOT))
                                .filter(known::contains)
                                .map(what -> what + " cannot be read at the moment: " + gone.why())
                                .stream())
                .findFirst();
    }

    private static Set<String> lines(JsonObject evaluation) {
        var out = new LinkedHashSet<String>();
        for (var target : evaluation.items("targets")) {
            target.get("change").ifPresent(change -> {
                out.add("target " + name(change) + " serves " + versions(change, "before"));
                out.add("target " + name(change) + " would serve " + versions(change, "after"));
            });
            // What was stored comes back with its members in another order.
            target.items("facts").forEach(fact -> out.add("evidence " + CanonicalJson.of(fact)));
        }
        evaluation.get("decision").ifPresent(decision -> {
            out.add("decision " + decision.text("effect").orElse(""));
            decision.get("requirement").ifPresent(r -> out.add("requirement " + CanonicalJson.of(r)));
            decision.items("findings")
                    .forEach(f -> out.add("finding " + f.text("rule").orElse("") + " "
                            + f.text("effect").orElse("") + ": "
                            + f.text("message").orElse("")));
        });
        return out;
    }

    private static String name(JsonValue change) {
        return change.get("before")
                .flatMap(b -> b.get("target"))
                .flatMap(t -> t.text("name"))
                .orElse("");
    }

    private static String versions(JsonValue change, String side) {
        var versions = change.get(side).map(s -> s.items("versions")).orElse(List.of());
        return versions.isEmpty() ? "nothing" : JsonValue.array(versions).toJson();
    }
}
