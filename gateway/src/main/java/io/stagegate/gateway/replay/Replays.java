package io.stagegate.gateway.replay;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * What came of replaying.
 *
 * @param decisions how many were replayed
 * @param differences those that would have been otherwise, oldest first
 */
public record Replays(long decisions, List<Difference> differences) {
    /** The same effect, of another score, with another requirement or for other reasons. */
    public static final String OTHER_REASONS = "same effect, other reasons";

    public Replays {
        differences = List.copyOf(differences);
    }

    /** How many would have been the same. */
    public long same() {
        return decisions - differences.size();
    }

    /** A rule and the differences that it made; one difference may be made by several rules. */
    public record ByRule(Difference.Cause rule, List<Difference> differences) {}

    /** What changed, from what to what; changes of effect first, the most frequent first, and at last other reasons. */
    public Map<String, List<Difference>> byChange() {
        var out = new LinkedHashMap<String, List<Difference>>();
        differences.stream()
                .filter(Difference::ofEffect)
                .collect(Collectors.groupingBy(
                        d -> d.before().effect() + " -> " + d.after().effect()))
                .entrySet()
                .stream()
                .sorted(Comparator.<Map.Entry<String, List<Difference>>>comparingInt(
                                e -> -e.getValue().size())
                        .thenComparing(Map.Entry::getKey))
                .forEach(e -> out.put(e.getKey(), e.getValue()));
        var others = differences.stream().filter(d -> !d.ofEffect()).toList();
        if (!others.isEmpty()) {
            out.put(OTHER_REASONS, others);
        }
        return out;
    }

    /** What changed, as it stands behind a number. */
    public static String words(String change) {
        return change.equals(OTHER_REASONS) ? "the same for other reasons" : change;
    }

    /** The rules that made some differences, those that made most of them first. */
    public static List<ByRule> byRule(List<Difference> differences) {
        var made = new LinkedHashMap<String, List<Difference>>();
        for (var difference : differences) {
            for (var cause : difference.causes()) {
                made.computeIfAbsent(cause.rule(), _ -> new ArrayList<>()).add(difference);
            }
        }
        return made.entrySet().stream()
                .map(e -> new ByRule(e.getValue().getFirst().cause(e.getKey()), List.copyOf(e.getValue())))
                .sorted(Comparator.<ByRule>comparingInt(b -> -b.differences().size())
                        .thenComparing(b -> b.rule().rule()))
                .toList();
    }
}
