package io.stagegate.rules.drools;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Makes the probes of a rule, in the order in which its condition is met. */
final class Probing {
    /** No policy author writes it: a name may not begin like that in a rule of theirs. */
    private static final String NAME = "$probed";

    private final ParsedRule rule;
    private final List<Probe> probes = new ArrayList<>();
    private final List<String> before = new ArrayList<>();

    private Probing(ParsedRule rule) {
        this.rule = rule;
    }

    static List<Probe> of(ParsedRule rule) {
        var probing = new Probing(rule);
        rule.steps().forEach(probing::add);
        return List.copyOf(probing.probes);
    }

    private void add(Step step) {
        step.pattern().ifPresentOrElse(pattern -> add(step, pattern), () -> {
            probe(step.line(), step.text(), step, "", true, step.text());
            if (step.text().matches("(?s)not\\b.*")) {
                probe(step.line(), step.text(), step, "", false, step.text().substring("not".length()));
            }
        });
        before.add(step.text());
    }

    private void add(Step step, Step.Pattern pattern) {
        var name = NAME + before.size();
        probe(step.line(), pattern.type(), step, pattern.type(), true, pattern.upTo(0, name));
        for (var i = 0; i < pattern.constraints().size(); i++) {
            var constraint = pattern.constraints().get(i);
            if (constraint.asks()) {
                probe(constraint.line(), constraint.text(), step, pattern.type(), true, pattern.upTo(i + 1, name));
            }
        }
    }

    private void probe(int line, String part, Step step, String type, boolean counts, String last) {
        var condition = Stream.concat(before.stream(), Stream.of(last)).toList();
        probes.add(new Probe(rule, line, Probe.oneLine(part), step, type, counts, condition));
    }
}
