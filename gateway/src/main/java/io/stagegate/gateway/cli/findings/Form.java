package io.stagegate.gateway.cli.findings;

import io.stagegate.core.json.JsonValue;
import io.stagegate.core.json.JsonValue.JsonObject;
import io.stagegate.gateway.json.DiagnosticJson;
import io.stagegate.rules.Diagnostic;
import java.util.stream.Collectors;

/** The forms in which findings are written. */
public enum Form {
    /** For people: place, what is wrong, the line with a mark below, and the page. */
    TEXT {
        @Override
        public String of(Findings findings) {
            var found =
                    findings.diagnostics().stream().map(d -> text(findings, d)).collect(Collectors.joining());
            var word = findings.diagnostics().isEmpty() ? "good" : "can be used";
            return findings.good()
                    .map(good -> "%s%s: %s; %d rules, %s\n"
                            .formatted(found, findings.directory(), word, good.rules(), good.digest()))
                    .orElse(found);
        }
    },
    /** An object with all there is to know. */
    JSON {
        @Override
        public String of(Findings findings) {
            var out = JsonObject.EMPTY
                    .with("directory", findings.directory().toString())
                    .with("usable", JsonValue.of(findings.good().isPresent()));
            var good = findings.good()
                    .map(g -> out.with("rules", JsonValue.of(g.rules())).with("digest", g.digest()))
                    .orElse(out);
            var found = findings.diagnostics().stream()
                    .map(d -> (JsonValue) DiagnosticJson.write(d, findings.path(d), findings.line(d)))
                    .toList();
            return good.with("findings", JsonValue.array(found)).toJson() + "\n";
        }
    },
    /** The Static Analysis Results Interchange Format, OASIS SARIF 2.1.0. */
    SARIF {
        @Override
        public String of(Findings findings) {
            return Sarif.of(findings).toJson() + "\n";
        }
    },
    /** A test report: a case for each file, and one that failed for each finding. */
    JUNIT {
        @Override
        public String of(Findings findings) {
            return JUnit.of(findings);
        }
    },
    /** Workflow commands, which GitHub shows beside the lines of a change. */
    GITHUB {
        @Override
        public String of(Findings findings) {
            return findings.diagnostics().stream().map(d -> github(findings, d)).collect(Collectors.joining());
        }
    };

    /** All of the findings, with a line break at the end. */
    public abstract String of(Findings findings);

    private static String text(Findings findings, Diagnostic d) {
        var line = findings.line(d);
        var shown = line.isBlank()
                ? ""
                : "  " + line.replace('\t', ' ') + "\n  " + " ".repeat(Math.max(0, d.column() - 1)) + "^\n";
        return "%s:%d:%d: %s: %s [%s]\n%s  see %s\n"
                .formatted(
                        findings.path(d),
                        d.line(),
                        d.column(),
                        Findings.level(d),
                        d.message(),
                        d.mistake().word(),
                        shown,
                        d.mistake().page());
    }

    private static String github(Findings findings, Diagnostic d) {
        return "::%s file=%s,line=%d,col=%d,title=%s::%s%n"
                .formatted(
                        Findings.level(d),
                        property(findings.path(d)),
                        d.line(),
                        d.column(),
                        d.mistake().word(),
                        data(d.message() + " (" + d.mistake().page() + ")"));
    }

    private static String data(String text) {
        return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A");
    }

    private static String property(String text) {
        return data(text).replace(":", "%3A").replace(",", "%2C");
    }
}
