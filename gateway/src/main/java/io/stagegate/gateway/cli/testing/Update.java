package io.stagegate.gateway.cli.testing;

import io.stagegate.core.decision.Conclusion;
import io.stagegate.core.decision.Decision;
import io.stagegate.core.decision.Finding;
import io.stagegate.rules.cases.Case;
import io.stagegate.rules.cases.Result;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Writes what came into the expectations of cases that failed; everything else in their files stays as it is. */
public final class Update {
    private Update() {}

    /** How many cases were written anew. */
    public static int write(Path directory, List<Result> results) throws IOException {
        var failed = results.stream()
                .filter(r -> !r.passed() && r.decision().isPresent())
                .filter(r -> r.test().written().isPresent())
                .collect(Collectors.groupingBy(r -> r.test().file()));
        for (var file : failed.entrySet()) {
            var path = directory.resolve(file.getKey());
            var text = new StringBuilder(Files.readString(path));
            // From the end on, so that the places of those before stay right.
            file.getValue().stream()
                    .sorted(Comparator.comparingInt((Result r) -> span(r).from())
                            .reversed())
                    .forEach(r -> replace(text, r));
            Files.writeString(path, text);
        }
        return failed.values().stream().mapToInt(List::size).sum();
    }

    private static Case.Span span(Result result) {
        return result.test().written().orElseThrow();
    }

    private static void replace(StringBuilder text, Result result) {
        var span = span(result);
        // A block's end is where the next thing begins: blank lines and comments in between belong to that.
        var old = text.substring(span.from(), span.to());
        var kept = span.flow() ? "" : old.substring(lastLineEnd(old));
        text.replace(span.from(), span.to(), written(result, span) + kept);
    }

    private static int lastLineEnd(String block) {
        var end = 0;
        var at = 0;
        for (var line : block.split("(?<=\n)", -1)) {
            at += line.length();
            if (!line.isBlank() && !line.strip().startsWith("#")) {
                end = at;
            }
        }
        return end > 0 && block.charAt(end - 1) == '\n' ? end - 1 : end;
    }

    private static String written(Result result, Case.Span span) {
        var values = values(result, span.keys());
        if (span.flow()) {
            return values.entrySet().stream()
                    .map(e -> e.getKey() + ": " + e.getValue())
                    .collect(Collectors.joining(", ", ": { ", " }"));
        }
        var indent = " ".repeat(span.column() + 2);
        return values.entrySet().stream()
                .map(e -> "\n" + indent + e.getKey() + ": " + e.getValue())
                .collect(Collectors.joining("", ":", ""));
    }

    /** What came, for each key that is written; the decision and who spoke where none is. */
    private static Map<String, String> values(Result result, List<String> keys) {
        var decision = result.decision().orElseThrow();
        var expect = result.test().expect();
        var fired = ids(decision.grounds().findings().stream().filter(Finding::enforced));
        var out = new LinkedHashMap<String, String>();
        for (var key : keys.isEmpty() ? List.of("decision", "fired") : keys) {
            switch (key) {
                case "decision" -> out.put(key, decisions(result));
                case "fired" -> out.put(key, list(fired));
                case "notFired" ->
                    out.put(
                            key,
                            list(expect.notFired().stream()
                                    .filter(id -> !fired.contains(id))
                                    .toList()));
                case "message" -> out.put(key, list(messages(decision)));
                case "requirement" -> requirement(decision, out);
                case "risk" -> out.put(key, String.valueOf(decision.grounds().risk()));
                default -> throw new IllegalStateException("a case has no key " + key);
            }
        }
        return out;
    }

    /** Of looks one for each, unless only the last was asked for. */
    private static String decisions(Result result) {
        var words = result.decisions().stream().map(Conclusion::word).toList();
        return words.size() > 1 && result.test().expect().decisions().size() != 1 ? list(words) : words.getLast();
    }

    private static void requirement(Conclusion decision, Map<String, String> out) {
        if (decision instanceof Decision.Hold(var _, var requirement)) {
            out.put("requirement", quoted(requirement.toString()));
        }
    }

    private static List<String> ids(Stream<Finding> findings) {
        return findings.map(f -> f.rule().id()).distinct().toList();
    }

    private static List<String> messages(Conclusion decision) {
        return decision.obstacle()
                .map(why -> List.of(quoted(why)))
                .orElseGet(() -> decision.decisive().stream()
                        .map(f -> quoted(f.message()))
                        .distinct()
                        .toList());
    }

    private static String list(List<String> items) {
        return "[" + String.join(", ", items) + "]";
    }

    private static String quoted(String text) {
        return '"' + text.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
    }
}
