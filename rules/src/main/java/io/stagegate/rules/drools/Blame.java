package io.stagegate.rules.drools;

import io.stagegate.rules.Diagnostic;
import io.stagegate.rules.Mistake;
import io.stagegate.rules.PolicySource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Finds the rules that keep a set from being compiled. The compiler tells of much by a line of the code that it makes, or by none at all: what
 * is wrong with a half of the rules is looked for in its halves, until a single rule is left.
 */
final class Blame {
    private static final Pattern WORD = Pattern.compile("\\w+");

    private final PolicySource source;
    private final Function<PolicySource, List<String>> compile;

    /** @param compile what the compiler says of a set; nothing where it is good */
    Blame(PolicySource source, Function<PolicySource, List<String>> compile) {
        this.source = source;
        this.compile = compile;
    }

    /** One for each rule that cannot be compiled even alone; none where it is all of them together that cannot. */
    List<Diagnostic> of(Collection<ParsedRule> rules) {
        var ordered = rules.stream()
                .sorted(Comparator.comparing((ParsedRule r) -> r.ref().file())
                        .thenComparingInt(r -> r.ref().line()))
                .toList();
        return search(ordered).toList();
    }

    private Stream<Diagnostic> search(List<ParsedRule> rules) {
        var said = rules.isEmpty() ? List.<String>of() : compile.apply(only(rules));
        if (said.isEmpty()) {
            return Stream.empty();
        }
        if (rules.size() == 1) {
            return Stream.of(diagnostic(rules.getFirst(), said.getFirst()));
        }
        var half = rules.size() / 2;
        return Stream.concat(search(rules.subList(0, half)), search(rules.subList(half, rules.size())));
    }

    /** The set with some of its rules, each on its lines. */
    private PolicySource only(List<ParsedRule> rules) {
        var files = new TreeMap<>(source.files());
        files.replaceAll((name, text) -> name.endsWith(".drl") ? only(name, text, rules) : text);
        return new PolicySource(files);
    }

    private static String only(String name, String text, List<ParsedRule> rules) {
        var lines = text.lines().toList();
        var kept = new ArrayList<String>();
        IntStream.rangeClosed(1, lines.size()).forEach(number -> {
            var wanted = rules.stream()
                    .anyMatch(r ->
                            r.ref().file().equals(name) && number >= r.ref().line() && number <= r.end());
            var imported = SourceText.imports(lines.get(number - 1));
            kept.add(wanted || imported ? lines.get(number - 1) : "");
        });
        return String.join("\n", kept) + "\n";
    }

    /** At the longest word of what was said that stands in the rule: that is mostly what it is about. */
    private Diagnostic diagnostic(ParsedRule rule, String said) {
        var text = new SourceText(source.files().getOrDefault(rule.ref().file(), ""));
        var begin = text.begin(rule.ref().line());
        var place = WORD.matcher(said)
                .results()
                .map(match -> match.group())
                .sorted(Comparator.comparingInt(String::length).reversed())
                .map(word -> text.place(rule.ref().line(), rule.end(), word))
                .filter(found -> !found.equals(begin))
                .findFirst()
                .orElse(begin);
        return new Diagnostic(Mistake.NOT_COMPILED, rule.ref().file(), place.line(), place.column(), said, "");
    }
}
