package io.stagegate.gateway.cli.findings;

import io.stagegate.core.json.JsonValue;
import io.stagegate.core.json.JsonValue.JsonObject;
import io.stagegate.rules.Diagnostic;
import io.stagegate.rules.Mistake;
import java.util.Arrays;
import java.util.List;

/** The Static Analysis Results Interchange Format, OASIS SARIF 2.1.0. */
final class Sarif {
    private Sarif() {}

    static JsonObject of(Findings findings) {
        var driver = JsonObject.EMPTY
                .with("name", "stagegate policy check")
                .with(
                        "rules",
                        JsonValue.array(
                                Arrays.stream(Mistake.values()).map(Sarif::kind).toList()));
        var results =
                findings.diagnostics().stream().map(d -> result(findings, d)).toList();
        var run = JsonObject.EMPTY
                .with("tool", JsonObject.EMPTY.with("driver", driver))
                .with("columnKind", "utf16CodeUnits")
                .with("results", JsonValue.array(results));
        return JsonObject.EMPTY
                .with("$schema", "https://json.schemastore.org/sarif-2.1.0.json")
                .with("version", "2.1.0")
                .with("runs", JsonValue.array(List.of(run)));
    }

    private static JsonValue kind(Mistake mistake) {
        return JsonObject.EMPTY
                .with("id", mistake.word())
                .with("shortDescription", text(mistake.word().replace('-', ' ')))
                .with("help", text("See " + mistake.page() + "."));
    }

    private static JsonValue result(Findings findings, Diagnostic d) {
        var region = JsonObject.EMPTY
                .with("startLine", JsonValue.of(d.line()))
                .with("startColumn", JsonValue.of(d.column()))
                .with("snippet", text(findings.line(d)));
        var uri = findings.path(d).replace('\\', '/').replace(" ", "%20");
        var place = JsonObject.EMPTY
                .with("artifactLocation", JsonObject.EMPTY.with("uri", uri))
                .with("region", region);
        return JsonObject.EMPTY
                .with("ruleId", d.mistake().word())
                .with("level", Findings.level(d))
                .with("message", text(d.message()))
                .with("locations", JsonValue.array(List.of(JsonObject.EMPTY.with("physicalLocation", place))));
    }

    private static JsonObject text(String text) {
        return JsonObject.EMPTY.with("text", text);
    }
}
