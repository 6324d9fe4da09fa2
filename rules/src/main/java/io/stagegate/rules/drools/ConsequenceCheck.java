package io.stagegate.rules.drools;

import com.github.javaparser.JavaParser;
import com.github.javaparser.ParserConfiguration;
import com.github.javaparser.ast.Node;
import com.github.javaparser.ast.body.VariableDeclarator;
import com.github.javaparser.ast.expr.ArrayAccessExpr;
import com.github.javaparser.ast.expr.BinaryExpr;
import com.github.javaparser.ast.expr.CastExpr;
import com.github.javaparser.ast.expr.ConditionalExpr;
import com.github.javaparser.ast.expr.EnclosedExpr;
import com.github.javaparser.ast.expr.FieldAccessExpr;
import com.github.javaparser.ast.expr.LiteralExpr;
import com.github.javaparser.ast.expr.MethodCallExpr;
import com.github.javaparser.ast.expr.NameExpr;
import com.github.javaparser.ast.expr.SimpleName;
import com.github.javaparser.ast.expr.StringLiteralExpr;
import com.github.javaparser.ast.expr.UnaryExpr;
import com.github.javaparser.ast.expr.VariableDeclarationExpr;
import com.github.javaparser.ast.stmt.BlockStmt;
import com.github.javaparser.ast.stmt.EmptyStmt;
import com.github.javaparser.ast.stmt.ExpressionStmt;
import com.github.javaparser.ast.stmt.IfStmt;
import com.github.javaparser.ast.type.Type;
import io.stagegate.rules.Mistake;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * Checks a rule's consequence: an allow-list of syntax. It may call {@code decision} and {@code risk}, read what its
 * condition bound, name locals, and choose; nothing else.
 */
final class ConsequenceCheck {
    private static final String START = "{";

    private final Problems problems;
    private final Map<String, String> facts;
    private final Set<String> locals = new HashSet<>();
    private final Map<String, Integer> weights = new HashMap<>();

    /** @param facts the facts that the condition binds, by the name that they are bound to */
    ConsequenceCheck(Problems problems, Map<String, String> facts) {
        this.problems = problems;
        this.facts = facts;
    }

    /** @param line where the consequence begins: the line of {@code then} */
    void check(String consequence, int line) {
        var configuration = new ParserConfiguration().setLanguageLevel(ParserConfiguration.LanguageLevel.JAVA_17);
        var parsed = new JavaParser(configuration).parseBlock(START + consequence + "}");
        var offset = line - 1;
        if (parsed.getProblems().isEmpty() && parsed.getResult().isPresent()) {
            parsed.getResult().get().findAll(VariableDeclarator.class).forEach(v -> locals.add(v.getNameAsString()));
            walk(parsed.getResult().get(), offset);
            return;
        }
        parsed.getProblems().stream().limit(1).forEach(p -> {
            var at = p.getLocation()
                    .flatMap(l -> l.getBegin().getRange())
                    .map(r -> r.begin.line)
                    .orElse(1);
            var message = DrlFile.firstLine(p.getMessage())
                    .replaceFirst("^Parse error\\. ", "")
                    .replaceFirst(", expected .*$", "");
            var found = message.replaceFirst("^Found \"}\".*$", "the rule ends in the middle of a sentence");
            problems.add(Mistake.SYNTAX, at + offset, "syntax: " + found, "is a ; or a ) missing?");
        });
    }

    private void walk(Node node, int offset) {
        switch (node) {
            case MethodCallExpr call -> call(call, offset);
            case NameExpr name -> name(name, offset);
            case FieldAccessExpr access -> type(access.getScope(), offset);
            case BlockStmt _,
                    ExpressionStmt _,
                    IfStmt _,
                    EmptyStmt _,
                    BinaryExpr _,
                    ConditionalExpr _,
                    EnclosedExpr _,
                    LiteralExpr _,
                    SimpleName _,
                    VariableDeclarationExpr _,
                    VariableDeclarator _,
                    CastExpr _,
                    ArrayAccessExpr _,
                    UnaryExpr _,
                    Type _ -> {}
            default ->
                problem(node, offset, describe(node) + " is not allowed in a consequence", "call decision or risk");
        }
        if (node instanceof VariableDeclarator local) {
            weigh(local, offset);
        }
        if (node instanceof UnaryExpr unary && unary.getOperator().name().contains("CREMENT")) {
            problem(node, offset, "counting is not allowed in a consequence", "call decision or risk");
        }
        node.getChildNodes().forEach(child -> walk(child, offset));
    }

    /** A local that is made of locals that are made of locals may be made much of, by turns. */
    private void weigh(VariableDeclarator local, int offset) {
        var weight = local.getInitializer().map(this::weight).orElse(0);
        if (weight > ExpressionCheck.MOST) {
            var what = "this makes something of more than " + ExpressionCheck.MOST + " parts";
            problem(local, offset, what, "call decision or risk");
        }
        weights.put(local.getNameAsString(), weight);
    }

    private int weight(Node node) {
        if (node instanceof NameExpr name) {
            return weights.getOrDefault(name.getNameAsString(), 1);
        }
        var sum = node.getChildNodes().stream().mapToInt(this::weight).sum();
        return Math.clamp(sum, 1, ExpressionCheck.MOST + 1);
    }

    private void call(MethodCallExpr call, int offset) {
        var name = call.getNameAsString();
        var scope = call.getScope();
        if (scope.isEmpty() && !Dialect.FUNCTIONS.containsKey(name)) {
            problem(call, offset, name + "() is not allowed in a consequence", "call decision or risk");
        } else if (!new CallCheck(problems, facts, offset).check(call)) {
            value(call, offset);
        }
    }

    /** A call of what is neither a fact nor spoken to. */
    private void value(MethodCallExpr call, int offset) {
        var name = call.getNameAsString();
        var form = call.getScope().filter(_ -> name.equals("formatted"));
        var text = form.or(() -> call.getArguments().getFirst())
                .filter(StringLiteralExpr.class::isInstance)
                .map(value -> ((StringLiteralExpr) value).asString());
        var line = call.getName().getBegin().map(p -> p.line).orElse(1) + offset;
        Calls.problem(name, text)
                .filter(_ -> call.getScope().filter(this::strange).isEmpty())
                .ifPresent(what -> problems.add(
                        Calls.mistake(what),
                        line,
                        line,
                        name,
                        what,
                        Calls.instead(what, name, "call decision or risk")));
    }

    private boolean strange(Node scope) {
        return scope instanceof NameExpr name
                && Character.isUpperCase(name.getNameAsString().charAt(0))
                && !Dialect.TYPES.contains(name.getNameAsString());
    }

    private void name(NameExpr name, int offset) {
        var text = name.getNameAsString();
        var known = text.equals(Dialect.DECISION)
                || text.equals(Dialect.RISK)
                || text.startsWith("$")
                || locals.contains(text)
                || Dialect.TYPES.contains(text)
                || FactModel.names().contains(text);
        if (!known && Character.isUpperCase(text.charAt(0))) {
            problem(name, offset, "the type " + text + " is not allowed in a policy", "call decision or risk");
        } else if (text.equals("drools") || text.equals("kcontext")) {
            problem(name, offset, text + " is not allowed in a consequence", "call decision or risk");
        }
    }

    private void type(Node scope, int offset) {
        if (scope instanceof NameExpr name
                && Character.isLowerCase(name.getNameAsString().charAt(0))
                && Set.of("java", "javax", "sun", "jdk", "org", "com", "io").contains(name.getNameAsString())) {
            problem(scope, offset, "a type by its full name is not allowed in a policy", "the facts need no import");
        }
    }

    private static String describe(Node node) {
        var kind = node.getClass().getSimpleName().replaceAll("(Stmt|Expr|Declaration)$", "");
        return switch (kind) {
            case "While", "Do", "For", "ForEach" -> "a loop";
            case "ObjectCreation", "ArrayCreation" -> "new";
            case "Assign" -> "an assignment";
            case "Lambda", "MethodReference" -> "a function";
            default -> kind.toLowerCase(Locale.ROOT);
        };
    }

    private void problem(Node node, int offset, String what, String how) {
        var line = node.getBegin().map(p -> p.line).orElse(1) + offset;
        problems.add(Mistake.FORBIDDEN, line, line, word(node), what, how);
    }

    /** What a node begins with in the text. */
    private static String word(Node node) {
        var text = node instanceof MethodCallExpr call ? call.getNameAsString() : node.toString();
        return text.lines().findFirst().orElse("").replaceFirst("^(\\w+).*$", "$1");
    }
}
