package io.stagegate.rules.drools;

import io.stagegate.core.decision.Mode;
import io.stagegate.core.decision.RuleRef;
import io.stagegate.rules.Diagnostic;
import io.stagegate.rules.Suggestion;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.drools.drl.ast.descr.BaseDescr;
import org.drools.drl.ast.descr.PackageDescr;
import org.drools.drl.ast.descr.RuleDescr;
import org.drools.drl.parser.DrlParser;
import org.drools.drl.parser.DroolsError;
import org.drools.drl.parser.DroolsParserException;
import org.kie.internal.builder.conf.LanguageLevelOption;

/** Reads one DRL file: parses it, and checks everything that can be told from its text alone. */
final class DrlFile {
    private final String file;
    private final String text;
    private final Mode mode;
    private final List<Diagnostic> problems = new ArrayList<>();

    DrlFile(String file, String text, Mode mode) {
        this.file = file;
        this.text = text;
        this.mode = mode;
    }

    /** What is wrong with it; complete once its rules have been read. */
    List<Diagnostic> problems() {
        return problems;
    }

    /** Its rules, as far as it has any that can be read. */
    List<ParsedRule> rules() {
        var parsed = parse();
        if (parsed.isEmpty() || !problems.isEmpty()) {
            return List.of();
        }
        checkPackage(parsed.get());
        return parsed.get().getRules().stream()
                .flatMap(rule -> rule(rule).stream())
                .toList();
    }

    private Optional<PackageDescr> parse() {
        var parser = new DrlParser(LanguageLevelOption.DRL6);
        try {
            var descr = Optional.ofNullable(parser.parse(false, Dialect.prelude(file) + text));
            parser.getErrors().forEach(this::syntax);
            if (descr.isEmpty() && problems.isEmpty()) {
                problem(1, 0, "the file cannot be parsed", "");
            }
            return descr;
        } catch (DroolsParserException | RuntimeException e) {
            parser.getErrors().forEach(this::syntax);
            if (problems.isEmpty()) {
                problem(1, 0, "the file cannot be parsed: " + firstLine(String.valueOf(e.getMessage())), "");
            }
            return Optional.empty();
        }
    }

    private void syntax(DroolsError error) {
        var message = firstLine(error.getMessage()).replaceFirst("^\\[ERR \\d+] Line \\d+:\\d+ ", "");
        if (message.contains("null Package")) {
            return;
        }
        var line = error.getLines().length > 0 ? Math.max(1, error.getLines()[0]) : 1;
        var how = message.contains("'end'") ? "is there a then before the rule's end?" : "";
        problem(line, 0, "syntax: " + message, how);
    }

    static String firstLine(String message) {
        return message.lines().findFirst().orElse(message).strip();
    }

    private void checkPackage(PackageDescr parsed) {
        parsed.getFunctions().forEach(f -> forbidden(f, "function"));
        parsed.getTypeDeclarations().forEach(d -> forbidden(d, "declare"));
        parsed.getEnumDeclarations().forEach(d -> forbidden(d, "declare enum"));
        parsed.getEntryPointDeclarations().forEach(d -> forbidden(d, "declare entry-point"));
        parsed.getWindowDeclarations().forEach(d -> forbidden(d, "declare window"));
        parsed.getAccumulateImports().forEach(d -> forbidden(d, "import accumulate"));
        parsed.getAttributes().forEach(a -> forbidden(a, a.getName()));
        checkTexts();
    }

    /** What the prelude has already, and what no file may have, is told from the file's own lines. */
    private void checkTexts() {
        var number = 0;
        for (var line : text.lines().toList()) {
            number++;
            var words = line.strip();
            if (words.startsWith("package ")) {
                problem(number, 1, "a file's package comes from its path", "take the package line out");
            } else if (words.startsWith("global ")) {
                problem(number, 1, "rules have no globals but decision and risk", "take the global line out");
            } else if (words.startsWith("import ")) {
                checkImport(
                        number,
                        words.substring("import ".length()).replace(";", "").strip());
            }
        }
    }

    private void checkImport(int line, String type) {
        if (!Dialect.IMPORTS.contains(type) && !type.startsWith("io.stagegate.core.evidence.")) {
            problem(line, 1, "the type " + type + " may not be imported", "the facts need no import");
        }
    }

    private Optional<ParsedRule> rule(RuleDescr rule) {
        if (rule.isQuery()) {
            forbidden(rule, "query");
            return Optional.empty();
        }
        rule.getAttributes().values().forEach(a -> forbidden(a, a.getName()));
        if (rule.getParentName() != null) {
            forbidden(rule, "extends");
        }
        var reads = new LinkedHashSet<String>();
        new ConditionCheck(file, problems, reads).check(rule.getLhs());
        new ConsequenceCheck(file, problems).check(String.valueOf(rule.getConsequence()), consequenceLine(rule));
        rule.getNamedConsequences().values().forEach(_ -> forbidden(rule, "a named consequence"));
        return id(rule).map(id -> new ParsedRule(
                new RuleRef(id, rule.getName(), file, rule.getLine()), Dialect.packageOf(file), mode(rule), reads));
    }

    /** Where the consequence's text begins: behind {@code then}, or on the line below where nothing follows it. */
    private int consequenceLine(RuleDescr rule) {
        var then = rule.getConsequenceLine();
        var below = text.lines()
                .skip(Math.max(0, then - 1))
                .findFirst()
                .map(l -> l.strip().endsWith("then"))
                .orElse(false);
        return below ? then + 1 : then;
    }

    private Optional<String> id(RuleDescr rule) {
        var id = annotation(rule, "id");
        if (id.isEmpty()) {
            problem(
                    rule.getLine(),
                    0,
                    "rule \"" + rule.getName() + "\" has no @id",
                    "write @id(\"EVAL-002\") behind its name");
        }
        var known = Set.of("id", "owner", "doc", "mode", "severity");
        rule.getAnnotationNames().stream()
                .filter(name -> !known.contains(name))
                .forEach(name -> problem(
                        rule.getLine(),
                        0,
                        "rule \"" + rule.getName() + "\" has an unknown annotation @" + name,
                        Suggestion.of(name, known)));
        return id;
    }

    private static Optional<String> annotation(RuleDescr rule, String name) {
        return Optional.ofNullable(rule.getAnnotation(name))
                .map(a -> String.valueOf(a.getSingleValueStripped()))
                .filter(value -> !value.isBlank());
    }

    private Mode mode(RuleDescr rule) {
        var written = annotation(rule, "mode");
        try {
            return written.map(m -> Mode.valueOf(m.toUpperCase(Locale.ROOT))).orElse(mode);
        } catch (IllegalArgumentException e) {
            problem(rule.getLine(), 0, "unknown mode " + written.orElse(""), "write enforce, warn or shadow");
            return mode;
        }
    }

    private void forbidden(BaseDescr where, String what) {
        problem(
                Math.max(1, where.getLine()),
                0,
                what + " is not allowed in a policy",
                "a rule matches facts and calls decision or risk");
    }

    private void problem(int line, int column, String what, String how) {
        problems.add(new Diagnostic(file, line, column, what, how));
    }
}
