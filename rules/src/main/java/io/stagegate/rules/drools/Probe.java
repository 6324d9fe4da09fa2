package io.stagegate.rules.drools;

import java.util.List;

/**
 * A question to the engine: how many combinations of facts meet a rule's condition up to one of its parts?
 *
 * @param rule whose condition it is
 * @param line where the part begins, from 1
 * @param part the part, as it stands in the file
 * @param element the element that the part belongs to
 * @param type the kind of fact that the part is a constraint on; empty for whole elements
 * @param counts false for what is asked beside: which facts keep a {@code not} from being met
 * @param condition the condition up to and with the part
 */
record Probe(
        ParsedRule rule, int line, String part, Step element, String type, boolean counts, List<String> condition) {
    Probe {
        condition = List.copyOf(condition);
    }

    /** Whether it asks for more than that there is a fact that constraints follow on. */
    boolean asks() {
        return !part.equals(type)
                || element.pattern()
                        .map(p -> p.constraints().stream().noneMatch(Step.Constraint::asks))
                        .orElse(true);
    }

    /** The rule that asks it. */
    String drl(String name) {
        return "rule \"" + name + "\"\nwhen\n" + String.join("\n", condition) + "\nthen\nend\n";
    }

    /** Text on one line, without comments. */
    static String oneLine(String text) {
        return text.lines()
                .map(SourceText::code)
                .map(String::strip)
                .reduce((one, other) -> one + " " + other)
                .orElse("");
    }
}
