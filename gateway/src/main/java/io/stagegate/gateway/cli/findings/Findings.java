package io.stagegate.gateway.cli.findings;

import io.stagegate.rules.Diagnostic;
import io.stagegate.rules.PolicySource;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What a check has found of a policy set.
 *
 * @param directory where the set is, as it was named
 * @param source its text; empty where it cannot be read
 * @param good what there is to say of a set that can be used, such as its digest; empty where it cannot
 * @param diagnostics what is wrong, by file and line
 */
public record Findings(
        Path directory, Optional<PolicySource> source, Optional<Good> good, List<Diagnostic> diagnostics) {
    public Findings {
        diagnostics = diagnostics.stream()
                .sorted(Comparator.comparing(Diagnostic::file)
                        .thenComparingInt(Diagnostic::line)
                        .thenComparingInt(Diagnostic::column))
                .toList();
    }

    /** A set that can be used. */
    public record Good(int rules, String digest) {}

    /** The path of the file, from where the directory was named. */
    String path(Diagnostic diagnostic) {
        return directory.resolve(diagnostic.file()).toString();
    }

    /** The line that it is about, as it stands in the file; empty where there is none. */
    String line(Diagnostic diagnostic) {
        return source.map(s -> s.files().getOrDefault(diagnostic.file(), "")).stream()
                .flatMap(String::lines)
                .skip(diagnostic.line() - 1L)
                .findFirst()
                .orElse("");
    }

    /** {@code error} where the set cannot be used because of it, else {@code warning}. */
    static String level(Diagnostic diagnostic) {
        return diagnostic.mistake().fatal() ? "error" : "warning";
    }

    /** The files of the set, with those that something was found in. */
    List<String> files() {
        var all = source.stream().flatMap(s -> s.files().keySet().stream());
        return Stream.concat(all, diagnostics.stream().map(Diagnostic::file))
                .distinct()
                .toList();
    }
}
