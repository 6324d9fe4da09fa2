package io.stagegate.gateway.json;

import io.stagegate.core.json.JsonValue;
import io.stagegate.core.json.JsonValue.JsonObject;
import io.stagegate.rules.Diagnostic;
import io.stagegate.rules.PolicySource;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** What is wrong with a policy set, as JSON. Written only. */
public final class DiagnosticJson {
    private DiagnosticJson() {}

    /**
     * One thing that is wrong.
     *
     * @param file as whoever reads it finds the file
     * @param text the line that it is about; may be empty
     */
    public static JsonObject write(Diagnostic d, String file, String text) {
        return JsonObject.EMPTY
                .with("mistake", d.mistake().word())
                .with("level", d.mistake().fatal() ? "error" : "warning")
                .with("file", file)
                .with("line", JsonValue.of(d.line()))
                .with("column", JsonValue.of(d.column()))
                .with("what", d.what())
                .with("how", d.how())
                .with("text", text)
                .with("page", d.mistake().page());
    }

    /** All that is wrong with a set, by file and line, with paths within it. */
    public static List<JsonObject> writeAll(List<Diagnostic> diagnostics, Optional<PolicySource> source) {
        return diagnostics.stream()
                .sorted(Comparator.comparing(Diagnostic::file).thenComparingInt(Diagnostic::line))
                .map(d -> write(d, d.file(), line(source, d)))
                .toList();
    }

    private static String line(Optional<PolicySource> source, Diagnostic diagnostic) {
        return source.map(s -> s.files().getOrDefault(diagnostic.file(), "")).stream()
                .flatMap(String::lines)
                .skip(diagnostic.line() - 1L)
                .findFirst()
                .orElse("");
    }
}
