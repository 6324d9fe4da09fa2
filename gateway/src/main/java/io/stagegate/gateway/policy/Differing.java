package io.stagegate.gateway.policy;

import io.stagegate.rules.PolicySource;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** In what two sets differ. */
final class Differing {
    private Differing() {}

    /** The files that are new, gone or changed, in a line for people. */
    static String files(PolicySource before, PolicySource after) {
        var names = new TreeSet<>(before.files().keySet());
        names.addAll(after.files().keySet());
        return names.stream()
                .flatMap(name -> word(before, after, name).map(word -> word + " " + name).stream())
                .collect(Collectors.joining(", "));
    }

    private static Optional<String> word(PolicySource before, PolicySource after, String name) {
        if (!before.files().containsKey(name)) {
            return Optional.of("new");
        }
        if (!after.files().containsKey(name)) {
            return Optional.of("gone");
        }
        return before.files().get(name).equals(after.files().get(name)) ? Optional.empty() : Optional.of("changed");
    }
}
