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
import com.github.javaparser.ast.expr.UnaryExpr;
import com.github.javaparser.ast.expr.VariableDeclarationExpr;
import com.github.javaparser.ast.stmt.BlockStmt;
import com.github.javaparser.ast.stmt.EmptyStmt;
import com.github.javaparser.ast.stmt.ExpressionStmt;
import com.github.javaparser.ast.stmt.IfStmt;
import com.github.javaparser.ast.type.Type;
import io.stagegate.rules.Diagnostic;
import io.stagegate.rules.Suggestion;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * Checks a rule's consequence: an allow-list of syntax. It may call {@code decision} and {@code risk}, read what its
 * condition bound, name locals, and choose; nothing else.
 */
final class ConsequenceCheck {
    private static final Set<String> DECISION_CALLS = Set.of("permit", "deny", "hold", "warn");
    private static final Set<String> RISK_CALLS = Set.of("add");
    private static final Set<String> FORBIDDEN_CALLS = Set.of(
            "getClass",
            "wait",
            "notify",
            "notifyAll",
            "finalize",
            "clone",
            "forName",
            "invoke",
            "getDeclaringClass",
            "describeConstable",
            "intern",
            "repeat");
    private static final String START = "{";

    private final String file;
    private final List<Diagnostic> problems;
    private final Set<String> locals = new HashSet<>();

    ConsequenceCheck(String file, List<Diagnostic> problems) {
        this.file = file;
        this.problems = problems;
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
            problems.add(new Diagnostic(
                    file, at + offset, 0, "syntax: " + DrlFile.firstLine(p.getMessage()), "is a ; or a ) missing?"));
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
        if (node instanceof UnaryExpr unary && unary.getOperator().name().contains("CREMENT")) {
            problem(node, offset, "counting is not allowed in a consequence", "call decision or risk");
        }
        node.getChildNodes().forEach(child -> walk(child, offset));
    }

    private void call(MethodCallExpr call, int offset) {
        var name = call.getNameAsString();
        var scope = call.getScope();
        if (scope.isEmpty() && !name.equals("approvals")) {
            problem(call, offset, name + "() is not allowed in a consequence", "call decision or risk");
        } else if (scope.isPresent() && scope.get() instanceof NameExpr on) {
            if (on.getNameAsString().equals(Dialect.DECISION) && !DECISION_CALLS.contains(name)) {
                problem(call, offset, "decision has no " + name + "()", Suggestion.of(name, DECISION_CALLS));
            }
            if (on.getNameAsString().equals(Dialect.RISK) && !RISK_CALLS.contains(name)) {
                problem(call, offset, "risk has no " + name + "()", "write risk.add(points, why)");
            }
        }
        if (FORBIDDEN_CALLS.contains(name)) {
            problem(call, offset, name + "() is not allowed in a consequence", "call decision or risk");
        }
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
        var at = node.getBegin();
        problems.add(new Diagnostic(
                file,
                at.map(p -> p.line).orElse(1) + offset,
                at.map(p -> p.column).orElse(0),
                what,
                how));
    }
}
