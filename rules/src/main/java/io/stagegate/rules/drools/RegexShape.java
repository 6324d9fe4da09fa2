package io.stagegate.rules.drools;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/**
 * Looks at a regular expression for what makes matching take time out of all proportion to the text: a repetition within a
 * repetition, alternatives within a repetition that begin alike, and many repetitions one after another. Possessive ones and
 * atomic groups do not go back and are left alone. It tells what is likely, not all there is; the rest runs into the time limit.
 */
final class RegexShape {
    /** So many repetitions may stand in one expression: with each, the time grows by the length of the text once more. */
    private static final int MOST_REPEATED = 4;

    /** What may be repeated more often than this may as well be repeated without end. */
    private static final int FEW = 9;

    private static final Pattern QUANTIFIER = Pattern.compile("(?:([*+?])|\\{(\\d+)(,?)(\\d*)})([+?]?)");
    private static final Pattern OPENING =
            Pattern.compile("\\((?:\\?(?:<?[=!]|>|<\\w+>|[a-zA-Z-]*:|[a-zA-Z-]+(?=\\))))?");

    private final String regex;
    private int at;
    private int repeated;
    private Optional<String> problem = Optional.empty();

    private RegexShape(String regex) {
        this.regex = regex;
    }

    /** What is wrong with one that is well formed; nothing where nothing is. */
    static Optional<String> problem(String regex) {
        var shape = new RegexShape(regex.replaceAll("\\\\Q.*?(\\\\E|$)", "q"));
        shape.alternatives();
        if (shape.problem.isEmpty() && shape.repeated > MOST_REPEATED) {
            return Optional.of("it has " + shape.repeated + " repetitions without a limit");
        }
        return shape.problem;
    }

    /** A part of the expression: whether it repeats something without a limit, and what it begins with. */
    private record Part(boolean repeats, List<String> beginnings) {}

    private Part alternatives() {
        var repeats = false;
        var beginnings = new ArrayList<String>();
        do {
            var sequence = sequence();
            repeats |= sequence.repeats();
            beginnings.addAll(sequence.beginnings());
        } while (take('|'));
        return new Part(repeats, beginnings);
    }

    private Part sequence() {
        var repeats = false;
        var beginnings = new ArrayList<String>();
        while (at < regex.length() && regex.charAt(at) != '|' && regex.charAt(at) != ')') {
            var begin = at;
            var group = regex.charAt(at) == '(';
            var part = group ? group() : atom();
            var one = regex.substring(begin, at);
            var endless = endless(part, group);
            repeats |= endless || part.repeats();
            if (beginnings.isEmpty()) {
                beginnings.addAll(group ? part.beginnings() : List.of(one));
            }
        }
        return new Part(repeats, beginnings);
    }

    private Part group() {
        var opening = OPENING.matcher(regex).region(at, regex.length());
        var atomic = opening.lookingAt() && opening.group().equals("(?>");
        at = Math.max(at + 1, opening.end());
        var inner = alternatives();
        take(')');
        return atomic ? new Part(false, inner.beginnings()) : inner;
    }

    private Part atom() {
        if (regex.charAt(at) == '[') {
            characters();
        } else {
            at += regex.charAt(at) == '\\' ? 2 : 1;
            if (regex.startsWith("{", at)
                    && at >= 2
                    && "pP".indexOf(regex.charAt(at - 1)) >= 0
                    && regex.charAt(at - 2) == '\\') {
                at = regex.indexOf('}', at) + 1;
            }
        }
        at = Math.min(at, regex.length());
        return new Part(false, List.of());
    }

    /** A class of characters, which may have others in it. */
    private void characters() {
        var depth = 0;
        do {
            var c = regex.charAt(at);
            if (c == '\\') {
                at++;
            } else if (c == '[') {
                depth++;
                // A ] that comes first stands for itself.
                at += regex.startsWith("[^]", at) ? 2 : regex.startsWith("[]", at) ? 1 : 0;
            } else if (c == ']') {
                depth--;
            }
            at++;
        } while (depth > 0 && at < regex.length());
    }

    /** Takes a quantifier if there is one; whether it repeats what is before it without a limit, and may take it back. */
    private boolean endless(Part of, boolean group) {
        var quantifier = QUANTIFIER.matcher(regex).region(at, regex.length());
        if (!quantifier.lookingAt()) {
            return false;
        }
        at = quantifier.end();
        if (!many(quantifier) || "+".equals(quantifier.group(5))) {
            return false;
        }
        repeated++;
        if (of.repeats()) {
            problem = Optional.of("it repeats what has a repetition in it");
        } else if (group && alike(of.beginnings())) {
            problem = Optional.of("it repeats alternatives that can begin alike");
        }
        return true;
    }

    private static boolean many(Matcher quantifier) {
        var sign = quantifier.group(1);
        if (sign != null) {
            return !sign.equals("?");
        }
        var most = quantifier.group(4).isEmpty() ? quantifier.group(2) : quantifier.group(4);
        var open = !quantifier.group(3).isEmpty() && quantifier.group(4).isEmpty();
        return open || most.length() > 4 || Integer.parseInt(most) > FEW;
    }

    private static boolean alike(List<String> beginnings) {
        for (var one = 0; one < beginnings.size(); one++) {
            for (var other = one + 1; other < beginnings.size(); other++) {
                if (alike(beginnings.get(one), beginnings.get(other))) {
                    return true;
                }
            }
        }
        return false;
    }

    private static boolean alike(String one, String other) {
        try {
            var first = Pattern.compile(one, Pattern.DOTALL).asMatchPredicate();
            var second = Pattern.compile(other, Pattern.DOTALL).asMatchPredicate();
            return "aAzZ09_-. /:,=@"
                    .concat(one)
                    .concat(other)
                    .chars()
                    .mapToObj(Character::toString)
                    .anyMatch(sign -> first.test(sign) && second.test(sign));
        } catch (PatternSyntaxException _) {
            return true;
        }
    }

    private boolean take(char sign) {
        if (at < regex.length() && regex.charAt(at) == sign) {
            at++;
            return true;
        }
        return false;
    }
}
