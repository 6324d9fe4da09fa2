package io.stagegate.it.documentation;

import io.stagegate.config.ConfigException;
import io.stagegate.config.ConfigFile;
import io.stagegate.config.Problem;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;

/** Every key that the configuration's parser knows, learnt from what it complains of. */
final class ConfigurationKeys {
    private static final String UNKNOWN = "zzzzzzzzzzzzzzzz";
    private static final Pattern COMPLAINT =
            Pattern.compile(".*\\b" + UNKNOWN + ": unknown key; write (?:one of )?(.+)");
    /** Where a key may hold keys of its own: a group, a list of groups, groups with names of the operator's. */
    private static final List<String> FORMS = List.of("{ %s }", "[{ %s }]", "{ named: { %s } }");

    private ConfigurationKeys() {}

    /** As they are written below their section, such as {@code hold.wait} or {@code owns}. */
    static List<String> all() {
        return below(inner -> "{ " + inner + " }", "");
    }

    /** @param around writes the file around what stands in one section */
    private static List<String> below(UnaryOperator<String> around, String path) {
        var out = new ArrayList<String>();
        for (var key : known(around).orElseThrow()) {
            var form = FORMS.stream()
                    .filter(f -> known(inside(around, key, f)).isPresent())
                    .findFirst();
            if (form.isPresent()) {
                var named = !form.get().equals(FORMS.getFirst());
                out.addAll(below(inside(around, key, form.get()), named ? "" : path + key + "."));
            } else {
                out.add(path + key);
            }
        }
        return out;
    }

    private static UnaryOperator<String> inside(UnaryOperator<String> around, String key, String form) {
        return inner -> around.apply(key + ": " + form.formatted(inner));
    }

    /** What may stand in a section; empty where there is none. */
    private static Optional<List<String>> known(UnaryOperator<String> around) {
        try {
            ConfigFile.parse(around.apply(UNKNOWN + ": 1"), "keys", Map.of(), Set.of("mlflow"));
            return Optional.empty();
        } catch (ConfigException e) {
            return e.problems().stream()
                    .map(Problem::message)
                    .map(COMPLAINT::matcher)
                    .filter(java.util.regex.Matcher::matches)
                    .map(m -> Arrays.asList(m.group(1).split(", ")))
                    .findFirst();
        }
    }
}
