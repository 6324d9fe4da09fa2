package io.stagegate.rules.drools;

import io.stagegate.core.evidence.Fact;
import io.stagegate.rules.drools.Hits.Hit;
import io.stagegate.rules.explain.RuleStory;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The values that a condition was not met with, as people read them. */
final class Seen {
    private static final Pattern NAME = Pattern.compile("(\\$\\w+)(?:\\s*\\.\\s*(\\w+))?");

    private Seen() {}

    /**
     * What a constraint saw.
     *
     * @param probe the constraint
     * @param before what met everything before it: the fact that it is about is the last of each
     */
    static List<String> by(Probe probe, Hits before) {
        return before.kept().stream()
                .map(hit -> values(probe, hit))
                .filter(text -> !text.isEmpty())
                .distinct()
                .limit(RuleStory.MOST)
                .toList();
    }

    /** What there is though it must not be. */
    static List<String> witnesses(Hits hits, int own) {
        return hits.kept().stream()
                .map(hit -> hit.facts()
                        .subList(Math.min(own, hit.facts().size()), hit.facts().size()))
                .map(facts ->
                        String.join(" and ", facts.stream().map(FactText::of).toList()))
                .filter(text -> !text.isEmpty())
                .distinct()
                .limit(RuleStory.MOST)
                .toList();
    }

    private static String values(Probe probe, Hit hit) {
        var bare = Texts.withoutStrings(probe.part());
        var own = hit.facts().isEmpty()
                ? Stream.<String>empty()
                : components(hit.facts().getLast())
                        .filter(c -> Pattern.compile("(?<![\\w$.])" + c.getName() + "\\b")
                                .matcher(bare)
                                .find())
                        .map(c -> c.getName() + " = " + value(hit.facts().getLast(), c));
        var others = NAME.matcher(bare).results().flatMap(name -> named(name, hit.names()).stream());
        return String.join(", ", Stream.concat(own, others).distinct().toList());
    }

    private static Optional<String> named(MatchResult name, Map<String, Object> names) {
        var value = Optional.ofNullable(names.get(name.group(1)));
        var component = Optional.ofNullable(name.group(2));
        return value.flatMap(v -> v instanceof Fact fact
                ? component.flatMap(c -> components(fact)
                        .filter(r -> r.getName().equals(c))
                        .map(r -> name.group(1) + "." + c + " = " + value(fact, r))
                        .findFirst())
                : Optional.of(name.group(1) + " = " + FactText.value(v)));
    }

    private static Stream<RecordComponent> components(Fact fact) {
        return Arrays.stream(fact.getClass().getRecordComponents());
    }

    private static String value(Fact fact, RecordComponent component) {
        return FactText.value(FactText.component(fact, component));
    }
}
