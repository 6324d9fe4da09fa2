package io.stagegate.config;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Which changes a group of reviewers may review. A group that is not listed may review all of them.
 *
 * @param name the group
 * @param environments those of which every changed target has to be one; any where empty
 * @param models patterns, with {@code *} for any text, of which every changed model has to match one; any model where empty
 * @param atLeast the lowest risk score; none where empty
 * @param below the risk score that is too high; none where empty
 */
public record Group(
        String name,
        Set<String> environments,
        List<String> models,
        Optional<Integer> atLeast,
        Optional<Integer> below) {
    private static final Pattern SCORE = Pattern.compile("[0-9]{1,6}");
    private static final String RISK = "; write risk: { atLeast: 40 }, { below: 40 } or both";

    public Group {
        Person.checkGroup(name);
        environments = Set.copyOf(environments);
        models = List.copyOf(models);
        models.forEach(Group::pattern);
        if (environments.isEmpty() && models.isEmpty() && atLeast.isEmpty() && below.isEmpty()) {
            throw new IllegalArgumentException(
                    "this limits nothing of what the group " + name + " may review; write environments: [...],"
                            + " models: [...] or risk: { atLeast: 40 }, or delete it");
        }
        if (below.isPresent() && atLeast.orElse(0) >= below.get()) {
            throw new IllegalArgumentException(
                    "no risk is at least " + atLeast.orElse(0) + " and below " + below.get() + RISK);
        }
    }

    static String pattern(String text) {
        if (text.isBlank()) {
            throw new IllegalArgumentException("an empty pattern matches no model; write one, such as fraud*");
        }
        return text;
    }

    static Integer score(String text) {
        if (!SCORE.matcher(text).matches()) {
            throw new IllegalArgumentException("\"" + text + "\" is no risk score" + RISK);
        }
        return Integer.valueOf(text);
    }
}
