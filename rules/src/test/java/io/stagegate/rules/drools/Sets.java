package io.stagegate.rules.drools;

import io.stagegate.rules.PolicyException;
import io.stagegate.rules.PolicySource;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

/** Small policy sets for tests. */
final class Sets {
    private Sets() {}

    /** A set of one file, {@code a.drl}, that permits by default. */
    static PolicySource of(String drl) {
        return of("name: test\ndefault: permit\n", Map.of("a.drl", drl));
    }

    static PolicySource of(String manifest, Map<String, String> files) {
        var all = new LinkedHashMap<>(files);
        all.put(PolicySource.MANIFEST, manifest);
        return PolicySource.of(all);
    }

    /** A file with one rule. */
    static String rule(String when, String then) {
        return "rule \"r\"\n  @id(\"R-1\")\nwhen\n  " + when + "\nthen\n  " + then + "\nend\n";
    }

    static CompiledPolicy compile(String drl) throws PolicyException {
        return CompiledPolicy.compile(of(drl), Duration.ofSeconds(5));
    }
}
