package io.stagegate.gateway.replay;

import io.stagegate.core.decision.RuleRef;
import io.stagegate.gateway.replay.Recorded.About;
import io.stagegate.gateway.replay.Verdict.Said;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.stream.Stream;

/**
 * A decision that would have been another one.
 *
 * @param causes the rules that made the difference; never empty
 */
public record Difference(About about, Outcome before, Outcome after, List<Cause> causes) {
    public Difference {
        causes = List.copyOf(causes);
    }

    /** What was decided, in short. */
    public record Outcome(String effect, int risk) {}

    /**
     * A rule that says something else.
     *
     * @param rule its id; empty where it is no rule
     * @param source where it stands, {@code file:line}
     * @param now whether it speaks now; otherwise it did before
     * @param effect what it does, or did
     * @param message what it says, or said
     */
    public record Cause(String rule, String source, boolean now, String effect, String message) {}

    /** Whether something else would have been done, and not only for other reasons. */
    public boolean ofEffect() {
        return !before.effect().equals(after.effect());
    }

    /** What a rule that made it says. */
    Cause cause(String rule) {
        return causes.stream().filter(c -> c.rule().equals(rule)).findFirst().orElseThrow();
    }

    static Difference between(About about, Verdict before, Verdict after) {
        return new Difference(
                about,
                new Outcome(before.effect(), before.risk()),
                new Outcome(after.effect(), after.risk()),
                causes(before, after));
    }

    /** Of another effect what decides it now, or what no longer decides it where it is left to the default; of another score, requirement or reason all that was said otherwise. */
    private static List<Cause> causes(Verdict before, Verdict after) {
        var appeared = said(after, before, true);
        var vanished = said(before, after, false);
        var out = new ArrayList<Cause>();
        if (!before.effect().equals(after.effect())) {
            appeared.stream()
                    .filter(c -> c.effect().equals(after.effect()) && !c.rule().equals(RuleRef.DEFAULT))
                    .forEach(out::add);
            if (out.isEmpty()) {
                vanished.stream()
                        .filter(c -> c.effect().equals(before.effect()))
                        .forEach(out::add);
            }
        }
        if (out.isEmpty()) {
            Stream.concat(appeared.stream(), vanished.stream()).forEach(out::add);
        }
        if (out.isEmpty()) {
            var why = after.why().isEmpty() ? before.why() : after.why();
            out.add(new Cause("", "", !after.why().isEmpty(), "indeterminate", why));
        }
        return oneForEachRule(out);
    }

    private static List<Cause> said(Verdict by, Verdict other, boolean now) {
        var said = other.said();
        return by.spoken().stream()
                .filter(s -> !said.contains(s.said()))
                .map(s -> cause(s.said(), s.source(), now))
                .toList();
    }

    private static Cause cause(Said said, String source, boolean now) {
        return new Cause(said.rule(), source, now, said.effect(), said.message());
    }

    /** The default speaks or falls silent because of what other rules say. */
    private static List<Cause> oneForEachRule(List<Cause> causes) {
        var byRule = new LinkedHashMap<String, Cause>();
        causes.forEach(c -> byRule.putIfAbsent(c.rule(), c));
        if (byRule.size() > 1) {
            byRule.remove(RuleRef.DEFAULT);
        }
        return List.copyOf(byRule.values());
    }
}
