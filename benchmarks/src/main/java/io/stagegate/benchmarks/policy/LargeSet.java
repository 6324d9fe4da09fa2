package io.stagegate.benchmarks.policy;

import io.stagegate.rules.PolicyException;
import io.stagegate.rules.PolicySource;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/** The ladder's twenty rules, and as many copies of them for other environments as there are to be rules. */
public final class LargeSet {
    /** How many rules the ladder's set has. */
    public static final int RULES = 20;

    private LargeSet() {}

    /** The ladder's set alone. */
    public static PolicySource small() throws PolicyException {
        var manifest = Objects.requireNonNull(LargeSet.class.getResource("/policies/ladder/policy.yaml"));
        try {
            return PolicySource.read(
                    Objects.requireNonNull(Path.of(manifest.toURI()).getParent()));
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    /** With so many rules, of which {@value #RULES} are about production or about any environment. */
    public static PolicySource of(int rules) throws PolicyException {
        var small = small();
        var files = new TreeMap<>(small.files());
        for (var copy = 1; copy < rules / RULES; copy++) {
            var suffix = "-" + copy;
            small.drl().forEach((name, text) -> files.put(name.replace(".drl", suffix + ".drl"), other(text, suffix)));
        }
        return PolicySource.of(Map.copyOf(files));
    }

    private static String other(String text, String suffix) {
        return text.replace("environment == \"production\"", "environment == \"production" + suffix + "\"")
                .replace("environment == \"staging\", action", "environment == \"staging" + suffix + "\", action")
                .replace(
                        "Promotion( action == Action.TAG )",
                        "Promotion( environment == \"x" + suffix + "\", action == Action.TAG )")
                .replaceAll("(?m)^(rule \".*)\"", "$1 " + suffix + "\"")
                .replaceAll("@id\\(\"([^\"]*)\"\\)", "@id(\"$1" + suffix + "\")");
    }
}
