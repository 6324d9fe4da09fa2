package io.stagegate.gateway.replay;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A replay in a line for people, such as {@code of 2,310 decisions of the last 30 days 14 would be otherwise: 14 permit -> hold (EVAL-002)}. */
public final class ReplayLine {
    private static final int NAMED = 5;

    /** What is replayed. */
    public enum Kind {
        /** Of promotions, the newest first. */
        DECISIONS("decision", "the newest "),
        /** Of watches, one watch after another. */
        LOOKS("look", "");

        private final String name;
        /** How those are called that were replayed where there was no time for all. */
        private final String part;

        Kind(String name, String part) {
            this.name = name;
            this.part = part;
        }
    }

    private ReplayLine() {}

    /**
     * Says what would be otherwise.
     *
     * @param period what was replayed, such as {@code the last 30 days}
     * @param cut why it went no further back than it did; empty where all was replayed
     */
    public static String of(Kind kind, Replays replays, String period, Optional<String> cut) {
        if (replays.decisions() == 0) {
            return cut.map(why -> "not replayed: " + why)
                    .orElse("there are no " + kind.name + "s of " + period + " that could be replayed");
        }
        var differences = replays.differences().size();
        var changes = replays.byChange().entrySet().stream()
                .map(change -> change(change.getKey(), change.getValue()))
                .collect(Collectors.joining(", "));
        return "of " + (cut.isPresent() ? kind.part : "") + number(replays.decisions())
                + " " + kind.name + (replays.decisions() == 1 ? " of " : "s of ") + period
                + cut.map(why -> " (" + why + ")").orElse("")
                + (differences == 0 ? " none would be otherwise" : " " + number(differences) + " would be otherwise: ")
                + changes;
    }

    private static String change(String change, List<Difference> differences) {
        var rules = Replays.byRule(differences).stream()
                .map(by -> by.rule().rule())
                .filter(rule -> !rule.isEmpty())
                .toList();
        var more = rules.size() - NAMED;
        var named = Stream.concat(
                        rules.stream().limit(NAMED),
                        more > 0 ? Stream.of("and " + number(more) + " more") : Stream.of())
                .collect(Collectors.joining(", "));
        return number(differences.size()) + " " + Replays.words(change) + (named.isEmpty() ? "" : " (" + named + ")");
    }

    private static String number(long number) {
        return String.format(Locale.ROOT, "%,d", number);
    }
}
