package io.stagegate.rules.drools;

import io.stagegate.rules.Diagnostic;
import io.stagegate.rules.Manifest;
import io.stagegate.rules.Mistake;
import io.stagegate.rules.PolicySource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The rules of a set as they are written, before anything is compiled.
 *
 * @param rules by {@link ParsedRule#key}
 * @param problems what is wrong with them, as far as their texts tell, by file and line
 */
record RuleSet(Map<String, ParsedRule> rules, List<Diagnostic> problems) {
    RuleSet {
        rules = Map.copyOf(rules);
        problems = List.copyOf(problems);
    }

    static RuleSet of(PolicySource source, Manifest manifest) {
        var reader = new Reader();
        Backstage.each(source.drl().entrySet(), file -> Read.of(file.getKey(), file.getValue(), manifest))
                .forEach(reader::take);
        return new RuleSet(reader.rules, reader.problems);
    }

    /** What one file says. */
    private record Read(List<ParsedRule> rules, List<Diagnostic> problems) {
        static Read of(String name, String text, Manifest manifest) {
            var file = new DrlFile(name, text, manifest.modeOf(name));
            return new Read(file.rules(), file.problems());
        }
    }

    /** Takes file after file, and sees what they have in common. */
    private static final class Reader {
        private final Map<String, ParsedRule> rules = new HashMap<>();
        private final Map<String, ParsedRule> ids = new HashMap<>();
        private final Map<String, ParsedRule> senses = new HashMap<>();
        private final List<Diagnostic> problems = new ArrayList<>();

        void take(Read file) {
            for (var rule : file.rules()) {
                var name = "the rule name \"" + rule.ref().name() + "\"";
                taken(rules, rule.key(), rule, Mistake.DUPLICATE_NAME, name + " is taken by ", "choose another");
                var id = "the id " + rule.ref().id();
                taken(ids, rule.ref().id(), rule, Mistake.DUPLICATE_ID, id + " is taken by ", "choose another");
                if (!rule.sense().isEmpty()) {
                    var same = "it speaks whenever another rule does, and decides the same: ";
                    taken(senses, rule.sense(), rule, Mistake.SAME_CONDITION, same, "take one of them out");
                }
            }
            problems.addAll(file.problems());
        }

        private void taken(
                Map<String, ParsedRule> known, String key, ParsedRule rule, Mistake mistake, String what, String how) {
            Optional.ofNullable(known.putIfAbsent(key, rule))
                    .map(ParsedRule::ref)
                    .ifPresent(first -> {
                        var here = rule.ref();
                        problems.add(new Diagnostic(
                                mistake, here.file(), here.line(), 1, what + first.file() + ":" + first.line(), how));
                    });
        }
    }
}
