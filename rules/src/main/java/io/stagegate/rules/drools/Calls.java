package io.stagegate.rules.drools;

import io.stagegate.rules.Mistake;
import io.stagegate.rules.Suggestion;
import io.stagegate.rules.dsl.Approvals;
import io.stagegate.rules.dsl.DecisionBook;
import io.stagegate.rules.dsl.RiskBook;
import io.stagegate.rules.dsl.Watching;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.Arrays;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The calls that a rule may make: of what rules can say, of the facts, and of the values in them; by name. */
final class Calls {
    /** Calls of texts, numbers, times and collections that only look, and whose result is not much larger than what they are given. */
    private static final Set<String> VALUES = Set.of(
            ("length isEmpty isBlank contains startsWith endsWith equals equalsIgnoreCase indexOf lastIndexOf substring"
                            + " strip stripLeading stripTrailing trim toLowerCase toUpperCase charAt compareTo compareToIgnoreCase"
                            + " concat toString hashCode valueOf join matches replace split format formatted"
                            + " compare abs max min round floor ceil sqrt signum exp log log10 floorMod floorDiv clamp sum"
                            + " add subtract multiply divide negate intValue longValue doubleValue parseInt parseLong parseDouble"
                            + " size get containsAll containsKey containsValue getOrDefault keySet values orElse of entry"
                            + " between truncatedTo atZone atOffset parse until")
                    .split(" "));

    /** Calls of times have many names. */
    private static final Pattern TIMES = Pattern.compile(
            "(?:is[A-Z]|plus|minus|with|of)\\w*|to(?:Days|Hours|Minutes|Seconds|Millis|Local|Epoch|Instant)\\w*"
                    + "|get(?:Day|Hour|Minute|Second|Month|Year|Epoch|Value|Nano|Zone|Id|Key)\\w*");

    /** Those whose first value is a regular expression. */
    private static final Set<String> BY_REGEX = Set.of("matches", "split", "replaceAll", "replaceFirst");

    private static final Pattern WIDE = Pattern.compile("\\d{4}|\\*");
    private static final Set<String> SPOKEN = Stream.of(
                    DecisionBook.class, DecisionBook.Saying.class, Watching.class, RiskBook.class, Approvals.class)
            .flatMap(type -> Arrays.stream(type.getDeclaredMethods()))
            .filter(method -> Modifier.isPublic(method.getModifiers()))
            .map(Method::getName)
            .collect(Collectors.toUnmodifiableSet());

    private Calls() {}

    /** Whether something of that name can be said by a rule. */
    static boolean spoken(String name) {
        return SPOKEN.contains(name);
    }

    /**
     * What is wrong with a call.
     *
     * @param name of what is called
     * @param text the first value, where it is a text that is written out
     */
    static Optional<String> problem(String name, Optional<String> text) {
        var known = spoken(name)
                || VALUES.contains(name)
                || BY_REGEX.contains(name)
                || TIMES.matcher(name).matches()
                || FactModel.component(name);
        if (!known) {
            return Optional.of(name + "() is not allowed in a policy");
        }
        if (BY_REGEX.contains(name)) {
            return text.isEmpty()
                    ? Optional.of("the regular expression of " + name + "() is to be written out")
                    : regex(text.get());
        }
        return name.startsWith("format")
                        && text.filter(form -> !WIDE.matcher(form).find()).isEmpty()
                ? Optional.of("the form of " + name + "() is to be written out, with widths below 1000")
                : Optional.empty();
    }

    /** Which kind of mistake something is that was found wrong here. */
    static Mistake mistake(String problem) {
        return problem.contains("regular expression") ? Mistake.BAD_REGEX : Mistake.FORBIDDEN;
    }

    /** What could be written instead. */
    static String instead(String problem, String name, String otherwise) {
        if (mistake(problem) == Mistake.BAD_REGEX) {
            return problem.contains("is no ")
                    ? "a sign that stands for itself has \\\\ before it"
                    : "write ++ or *+ for what need not be given back, or less of it";
        }
        var near = Suggestion.of(name, VALUES);
        return near.startsWith("did you mean") ? near : otherwise;
    }

    /** What is wrong with a regular expression. */
    static Optional<String> regex(String regex) {
        try {
            Pattern.compile(regex);
        } catch (PatternSyntaxException e) {
            return Optional.of(
                    "this is no regular expression: " + e.getDescription().strip());
        }
        return RegexShape.problem(regex).map(why -> "this regular expression can take more time than there is: " + why);
    }
}
