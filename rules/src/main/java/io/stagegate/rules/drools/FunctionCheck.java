package io.stagegate.rules.drools;

import io.stagegate.core.evidence.Signal;
import io.stagegate.rules.Mistake;
import io.stagegate.rules.Suggestion;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Checks the functions that a condition calls, and what they themselves say of the texts they are handed. */
final class FunctionCheck {
    private static final Pattern CALL = Pattern.compile("(?<![\\w.$])([a-z]\\w*)\\s*\\(");
    private static final Pattern TEXT = Pattern.compile("\"((?:[^\"\\\\])*)\"");
    private static final Set<String> OPERATORS = Set.of("in", "not", "matches", "contains", "memberOf", "excludes");

    private final Problems problems;
    private final Set<String> questions;

    /** @param questions what the fact itself can be asked */
    FunctionCheck(Problems problems, Set<String> questions) {
        this.problems = problems;
        this.questions = questions;
    }

    void check(String expression, int line, int end) {
        var bare = Texts.withoutStrings(expression);
        var calls = CALL.matcher(bare);
        while (calls.find()) {
            var name = calls.group(1);
            var known = Optional.ofNullable(Dialect.FUNCTIONS.get(name)).filter(_ -> !name.equals("approvals"));
            if (known.isPresent()) {
                var values = values(expression, bare, calls.end());
                check(method(known.get(), name), values, line, end);
            } else if (questions.contains(name)) {
                looks(name, values(expression, bare, calls.end()), line, end);
            } else if (!OPERATORS.contains(name)) {
                var functions = Stream.concat(
                                Dialect.FUNCTIONS.keySet().stream().filter(f -> !f.equals("approvals")),
                                questions.stream())
                        .toList();
                problems.add(
                        Mistake.UNKNOWN_CALL,
                        line,
                        end,
                        name,
                        "there is no function " + name + "()",
                        Suggestion.of(name, functions));
            }
        }
    }

    /** More looks than are remembered have no lowest and no highest value. */
    private void looks(String name, List<String> values, int line, int end) {
        values.stream()
                .limit(name.equals("lowest") || name.equals("highest") ? 1 : 0)
                .filter(value -> Literal.number(value)
                        .filter(looks -> looks < 1 || looks > Signal.LOOKS)
                        .isPresent())
                .forEach(value -> problems.add(
                        Mistake.NEVER_TRUE,
                        line,
                        end,
                        name,
                        name + "(" + value + ") is of none: the last " + Signal.LOOKS + " looks are remembered",
                        "write a number from 1 to " + Signal.LOOKS));
    }

    private void check(Method function, List<String> values, int line, int end) {
        if (values.size() != function.getParameterCount()) {
            var form = Arrays.stream(function.getParameters())
                    .map(p -> p.getName())
                    .collect(Collectors.joining(", ", function.getName() + "(", ")"));
            var count = function.getParameterCount();
            problems.add(
                    Mistake.WRONG_NUMBER_OF_VALUES,
                    line,
                    end,
                    function.getName(),
                    function.getName() + "() takes " + (count == 1 ? "1 value" : count + " values") + ", and has "
                            + values.size(),
                    "write " + form);
            return;
        }
        arguments(function, values).ifPresent(arguments -> call(function, arguments, line, end));
    }

    /** Values to try it with; empty where they are not known before there are facts. */
    private static Optional<Object[]> arguments(Method function, List<String> values) {
        var out = new ArrayList<Object>();
        for (var i = 0; i < values.size(); i++) {
            var text = TEXT.matcher(values.get(i).strip());
            if (function.getParameterTypes()[i] == Instant.class) {
                out.add(Instant.EPOCH);
            } else if (text.matches()) {
                out.add(text.group(1));
            } else {
                return Optional.empty();
            }
        }
        return Optional.of(out.toArray());
    }

    private void call(Method function, Object[] arguments, int line, int end) {
        try {
            function.invoke(null, arguments);
        } catch (InvocationTargetException e) {
            var why =
                    Optional.ofNullable(e.getCause()).map(Throwable::getMessage).orElse("this cannot be");
            problems.add(Mistake.WRONG_TYPE, line, end, function.getName(), why, "");
        } catch (IllegalAccessException e) {
            throw new IllegalStateException("functions of rules are public", e);
        }
    }

    private static Method method(Class<?> type, String name) {
        return Arrays.stream(type.getDeclaredMethods())
                .filter(m -> m.getName().equals(name))
                .findFirst()
                .orElseThrow();
    }

    /** What stands between the brackets, separated. */
    private static List<String> values(String expression, String bare, int from) {
        var depth = 1;
        var at = from;
        while (at < bare.length() && depth > 0) {
            depth += bare.charAt(at) == '(' ? 1 : bare.charAt(at) == ')' ? -1 : 0;
            at++;
        }
        var inside = expression.substring(from, Math.max(from, depth == 0 ? at - 1 : at));
        return inside.isBlank() ? List.of() : Texts.split(inside, ",");
    }
}
