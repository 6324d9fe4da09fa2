package io.stagegate.rules.drools;

import io.stagegate.core.decision.Mode;
import io.stagegate.core.decision.RuleRef;
import io.stagegate.rules.Diagnostic;
import io.stagegate.rules.Mistake;
import io.stagegate.rules.Suggestion;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.drools.drl.ast.descr.BaseDescr;
import org.drools.drl.ast.descr.PackageDescr;
import org.drools.drl.ast.descr.RuleDescr;
import org.drools.drl.parser.DrlParser;
import org.drools.drl.parser.DroolsError;
import org.drools.drl.parser.DroolsParserException;
import org.kie.internal.builder.conf.LanguageLevelOption;

/** Reads one DRL file: parses it, and checks everything that can be told from its text alone. */
final class DrlFile {
    /** What is missing mostly where the parser stumbles over something. */
    private static final Map<String, String> SYNTAX = Map.of(
            "'end'", "is there a then before the rule's end?",
            "'then'", "is a ) missing before it?",
            "'='", "a condition compares with ==",
            "<eof>", "is there an end behind the rule?");

    private static final Pattern DECIDES = Pattern.compile("\\bdecision\\s*\\.\\s*(\\w+)");

    /** The compiler reads these before it reads anything else: what looks like a comment or a string need not be one. */
    private static final Pattern ESCAPE = Pattern.compile("(?<!\\\\)(?:\\\\\\\\)*\\\\u");

    private static final Pattern ID = Pattern.compile("\\w[\\w .:/-]*");

    private final String file;
    private final String text;
    private final Mode mode;
    private final Problems problems;

    DrlFile(String file, String text, Mode mode) {
        this.file = file;
        this.text = text;
        this.mode = mode;
        this.problems = new Problems(file, new SourceText(text));
    }

    /** What is wrong with it; complete once its rules have been read. */
    List<Diagnostic> problems() {
        return problems.found();
    }

    /** Its rules, as far as it has any that can be read. */
    List<ParsedRule> rules() {
        try {
            return read();
        } catch (StackOverflowError _) {
            problems.add(Mistake.SYNTAX, 1, "the file cannot be parsed: something in it is nested too deeply", "");
            return List.of();
        }
    }

    private List<ParsedRule> read() {
        checkTexts();
        var parsed = problems.fatal() ? Optional.<PackageDescr>empty() : parse();
        if (parsed.isEmpty() || problems.fatal()) {
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
            if (descr.isEmpty() && !problems.fatal()) {
                problems.add(Mistake.SYNTAX, 1, "the file cannot be parsed", "");
            }
            return descr;
        } catch (DroolsParserException | RuntimeException e) {
            parser.getErrors().forEach(this::syntax);
            if (!problems.fatal()) {
                var why = firstLine(String.valueOf(e.getMessage()));
                problems.add(Mistake.SYNTAX, 1, "the file cannot be parsed: " + why, "");
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
        var how = SYNTAX.entrySet().stream()
                .filter(known -> message.contains(known.getKey()))
                .map(Map.Entry::getValue)
                .findFirst()
                .orElse("");
        problems.add(Mistake.SYNTAX, line, "syntax: " + message, how);
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
        parsed.getImports().stream()
                .filter(i -> !Dialect.SUPPLIED.contains(i.getTarget()) && !importable(i.getTarget()))
                .forEach(i -> forbidden(i, "import " + i.getTarget()));
        parsed.getFunctionImports().stream()
                .filter(i -> !Dialect.SUPPLIED.contains(i.getTarget()))
                .forEach(i -> forbidden(i, "import function"));
        parsed.getGlobals().stream()
                .filter(g -> !Dialect.SUPPLIED.contains(g.getType()))
                .forEach(g -> forbidden(g, "global"));
        if (!parsed.getName().equals(Dialect.packageOf(file)) || parsed.getUnit() != null) {
            forbidden(parsed, "package");
        }
    }

    private static boolean importable(String type) {
        return Dialect.IMPORTS.contains(type) || type.startsWith("io.stagegate.core.evidence.");
    }

    /** What the prelude has already, and what no file may have, is told from the file's own lines. */
    private void checkTexts() {
        var number = 0;
        for (var line : text.lines().toList()) {
            number++;
            var words = line.strip();
            if (ESCAPE.matcher(line).find()) {
                forbidden(number, "an escape such as \\u0041 is not allowed in a policy", "write the sign itself");
            }
            if (words.startsWith("package ")) {
                forbidden(number, "a file's package comes from its path", "take the package line out");
            } else if (words.startsWith("global ")) {
                forbidden(number, "rules have no globals but decision and risk", "take the global line out");
            } else if (words.startsWith("import ")) {
                checkImport(
                        number,
                        words.substring("import ".length()).replace(";", "").strip());
            }
        }
    }

    private void checkImport(int line, String type) {
        if (!importable(type)) {
            forbidden(line, "the type " + type + " may not be imported", "the facts need no import");
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
        var lines = lines(rule);
        var consequence = String.valueOf(rule.getConsequence());
        var reads = new ArrayList<String>();
        var condition = new ConditionCheck(problems, lines, reads);
        condition.check(rule.getLhs());
        new ConsequenceCheck(problems, condition.bound()).check(consequence, consequenceLine(rule));
        new BindingCheck(problems).check(lines, consequence);
        var relevance = Relevance.of(rule.getLhs());
        new KindCheck(problems, lines).check(reads, relevance.judges(), consequence);
        rule.getNamedConsequences().values().forEach(_ -> forbidden(rule, "a named consequence"));
        return id(rule).map(id -> new ParsedRule(
                new RuleRef(id, rule.getName(), file, rule.getLine()),
                Dialect.packageOf(file),
                mode(rule),
                Effort.of(reads, lines.whole()),
                relevance,
                lines.end(),
                sense(lines, consequence),
                new Steps(Dialect.prelude(file) + text).of(rule)));
    }

    private RuleLines lines(RuleDescr rule) {
        var text = problems.text();
        var begin = Math.max(1, rule.getLine());
        var then = Math.max(begin, rule.getConsequenceLine());
        return new RuleLines(text, begin, then, text.end(then));
    }

    /** What a rule comes to: when it speaks, and what it decides then; empty where it decides nothing. */
    private static String sense(RuleLines lines, String consequence) {
        var decides = DECIDES.matcher(Texts.bare(consequence));
        return decides.find() ? lines.condition().strip().replaceAll("\\s+", " ") + " -> " + decides.group(1) : "";
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
            problems.add(
                    Mistake.MISSING_ID,
                    rule.getLine(),
                    "rule \"" + rule.getName() + "\" has no @id",
                    "write @id(\"EVAL-002\") behind its name");
        }
        id.filter(value -> !ID.matcher(value).matches())
                .ifPresent(_ -> forbidden(rule.getLine(), "an id is made of letters, digits and - _ . : /", ""));
        var known = Set.of("id", "owner", "doc", "mode", "severity");
        rule.getAnnotationNames().stream()
                .filter(name -> !known.contains(name))
                .forEach(name -> problems.add(
                        Mistake.UNKNOWN_ANNOTATION,
                        rule.getLine(),
                        problems.text().end(rule.getLine()),
                        "@" + name,
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
        var known = written.flatMap(Mode::written);
        if (written.isPresent() && known.isEmpty()) {
            problems.add(
                    Mistake.UNKNOWN_MODE,
                    rule.getLine(),
                    problems.text().end(rule.getLine()),
                    written.get(),
                    "unknown mode " + written.get(),
                    "write enforce, warn or shadow");
        }
        return known.orElse(mode);
    }

    private void forbidden(BaseDescr where, String what) {
        problems.add(
                Mistake.FORBIDDEN,
                Math.max(1, where.getLine()),
                problems.text().end(Math.max(1, where.getLine())),
                what,
                what + " is not allowed in a policy",
                "a rule matches facts and calls decision or risk");
    }

    private void forbidden(int line, String what, String how) {
        problems.add(Mistake.FORBIDDEN, line, what, how);
    }
}
