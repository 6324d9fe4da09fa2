package io.stagegate.rules.drools;

import com.github.javaparser.ast.expr.BooleanLiteralExpr;
import com.github.javaparser.ast.expr.DoubleLiteralExpr;
import com.github.javaparser.ast.expr.Expression;
import com.github.javaparser.ast.expr.IntegerLiteralExpr;
import com.github.javaparser.ast.expr.LongLiteralExpr;
import com.github.javaparser.ast.expr.MethodCallExpr;
import com.github.javaparser.ast.expr.NameExpr;
import com.github.javaparser.ast.expr.StringLiteralExpr;
import io.stagegate.rules.Mistake;
import io.stagegate.rules.Suggestion;
import io.stagegate.rules.dsl.Approvals;
import io.stagegate.rules.dsl.DecisionBook;
import io.stagegate.rules.dsl.DecisionBook.Saying;
import io.stagegate.rules.dsl.RiskBook;
import io.stagegate.rules.dsl.Watching;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/** Checks what a consequence says to {@code decision}, {@code risk} and {@code approvals()} and asks of facts, against what these know. */
final class CallCheck {
    private static final Map<Class<?>, Set<String>> KNOWN = Map.of(
            DecisionBook.class, Set.of("permit", "deny", "hold", "warn", "watch", "restore", "ask", "tell"),
            RiskBook.class, Set.of("add"),
            Saying.class, Set.of("remedy"),
            Watching.class, names(Watching.class),
            Approvals.class, names(Approvals.class));
    private static final Map<Class<?>, String> SPOKEN = Map.of(
            DecisionBook.class, "decision",
            RiskBook.class, "risk",
            Saying.class, "what a rule says",
            Watching.class, "watch()",
            Approvals.class, "approvals()");

    /** What can be told something for nothing, to see what it makes of it. */
    private static final Map<Class<?>, Supplier<Object>> TOLD = Map.of(
            Approvals.class, () -> Approvals.approvals(1),
            DecisionBook.class, () -> new DecisionBook(_ -> {}),
            Watching.class, () -> new DecisionBook(_ -> {}).watch("1h"));

    private final Problems problems;
    private final Map<String, String> facts;
    private final int offset;

    /**
     * @param facts the facts that the condition binds, by the name that they are bound to
     * @param offset what is added to the lines of the consequence to have those of the file
     */
    CallCheck(Problems problems, Map<String, String> facts, int offset) {
        this.problems = problems;
        this.facts = facts;
        this.offset = offset;
    }

    /** What can be said of approvals, one after another. */
    private static Set<String> names(Class<?> type) {
        return Arrays.stream(type.getDeclaredMethods())
                .filter(m -> Modifier.isPublic(m.getModifiers()) && !Modifier.isStatic(m.getModifiers()))
                .filter(m -> m.getReturnType() == type)
                .map(Method::getName)
                .collect(Collectors.toUnmodifiableSet());
    }

    /** @return whether it is a call of any of these; what else is called, is not looked at */
    boolean check(MethodCallExpr call) {
        var name = call.getNameAsString();
        var on = call.getScope().flatMap(this::type);
        if (on.isPresent()) {
            said(call, on.get(), name);
            return true;
        }
        if (call.getScope().isEmpty() && name.equals("approvals")) {
            values(call, method(Approvals.class, name).orElseThrow());
            return true;
        }
        var fact = call.getScope()
                .filter(NameExpr.class::isInstance)
                .flatMap(scope -> Optional.ofNullable(facts.get(scope.toString())));
        fact.ifPresent(known -> asked(call, known, name));
        return fact.isPresent();
    }

    private void said(MethodCallExpr call, Class<?> on, String name) {
        var known = KNOWN.getOrDefault(on, Set.of());
        if (!known.contains(name)) {
            problem(Mistake.UNKNOWN_CALL, call, SPOKEN.get(on) + " has no " + name + "()", Suggestion.of(name, known));
            return;
        }
        method(on, name).ifPresent(method -> values(call, method));
    }

    private void asked(MethodCallExpr call, String fact, String name) {
        var known = new TreeSet<>(FactModel.components(fact).orElseThrow());
        known.addAll(FactModel.questions(fact));
        if (!known.contains(name) && !Set.of("toString", "equals", "hashCode").contains(name)) {
            var how = Suggestion.of(name, known);
            problem(Mistake.UNKNOWN_FIELD, call, fact + " has no " + name + "()", how);
        }
    }

    /** What an expression is, as far as that is needed; empty for everything else. */
    private Optional<Class<?>> type(Expression scope) {
        return switch (scope) {
            case NameExpr name when name.getNameAsString().equals(Dialect.DECISION) -> Optional.of(DecisionBook.class);
            case NameExpr name when name.getNameAsString().equals(Dialect.RISK) -> Optional.of(RiskBook.class);
            case MethodCallExpr call
            when call.getScope().isEmpty() ->
                call.getNameAsString().equals("approvals") ? Optional.of(Approvals.class) : Optional.empty();
            case MethodCallExpr call ->
                type(call.getScope().get())
                        .flatMap(on -> method(on, call.getNameAsString()).map(Method::getReturnType));
            default -> Optional.empty();
        };
    }

    private static Optional<Method> method(Class<?> on, String name) {
        return Arrays.stream(on.getMethods())
                .filter(m -> m.getName().equals(name) && m.getDeclaringClass() == on)
                // What is said, and not the question what was said.
                .max(Comparator.comparingInt(Method::getParameterCount));
    }

    private void values(MethodCallExpr call, Method method) {
        var wanted = method.getParameterTypes();
        var given = call.getArguments();
        if (method.isVarArgs() ? given.size() < wanted.length - 1 : given.size() != wanted.length) {
            problem(
                    Mistake.WRONG_NUMBER_OF_VALUES,
                    call,
                    method.getName() + "() takes " + (wanted.length == 1 ? "1 value" : wanted.length + " values")
                            + ", and has " + given.size(),
                    "write " + form(method));
            return;
        }
        for (var i = 0; i < given.size(); i++) {
            var last = method.isVarArgs() && i >= wanted.length - 1;
            var type = last ? wanted[wanted.length - 1].getComponentType() : wanted[i];
            literal(given.get(i))
                    .filter(kind -> !kind.fits(type))
                    .ifPresent(kind -> problem(
                            Mistake.WRONG_TYPE,
                            call,
                            method.getName() + "() takes " + takes(type) + ", and not " + kind.word(),
                            "write " + form(method)));
        }
        said(call, method);
    }

    /** What approvals and watches say themselves of the texts that they are given. */
    private void said(MethodCallExpr call, Method method) {
        var given = call.getArguments();
        var told = Optional.ofNullable(TOLD.get(method.getDeclaringClass()));
        if (told.isEmpty()
                || Modifier.isStatic(method.getModifiers())
                || method.isVarArgs()
                || given.size() != 1
                || method.getParameterTypes()[0] != String.class
                || !(given.get(0) instanceof StringLiteralExpr text)) {
            return;
        }
        try {
            method.invoke(told.get().get(), text.asString());
        } catch (InvocationTargetException e) {
            var why =
                    Optional.ofNullable(e.getCause()).map(Throwable::getMessage).orElse("this cannot be");
            problem(Mistake.WRONG_TYPE, call, why, "");
        } catch (IllegalAccessException e) {
            throw new IllegalStateException("what rules say is public", e);
        }
    }

    private static Optional<Literal> literal(Expression value) {
        return switch (value) {
            case StringLiteralExpr _ -> Optional.of(Literal.TEXT);
            case IntegerLiteralExpr _, LongLiteralExpr _, DoubleLiteralExpr _ -> Optional.of(Literal.NUMBER);
            case BooleanLiteralExpr _ -> Optional.of(Literal.TRUTH);
            default -> Optional.empty();
        };
    }

    private static String takes(Class<?> type) {
        return type == Approvals.class ? "approvals(...)" : Literal.name(type);
    }

    private static String form(Method method) {
        return Arrays.stream(method.getParameters())
                .map(p -> p.getType() == Approvals.class ? "approvals(1)" : p.getName())
                .collect(Collectors.joining(", ", method.getName() + "(", ")"));
    }

    private void problem(Mistake mistake, MethodCallExpr call, String what, String how) {
        var line = call.getName().getBegin().map(p -> p.line).orElse(1) + offset;
        problems.add(mistake, line, line, call.getNameAsString(), what, how);
    }
}
