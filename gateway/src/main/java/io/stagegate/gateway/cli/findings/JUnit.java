package io.stagegate.gateway.cli.findings;

import io.stagegate.gateway.cli.junit.JUnitReport;
import io.stagegate.gateway.cli.junit.JUnitReport.Case;
import io.stagegate.gateway.cli.junit.JUnitReport.Failure;
import io.stagegate.rules.Diagnostic;
import java.util.Optional;
import java.util.stream.Stream;

/** Findings as a test report: a case for each file that nothing is wrong with, and one that failed for each finding. */
final class JUnit {
    private JUnit() {}

    static String of(Findings findings) {
        var clean = findings.files().stream()
                .filter(file ->
                        findings.diagnostics().stream().noneMatch(d -> d.file().equals(file)))
                .map(file -> new Case(file, "nothing is wrong", Optional.empty()));
        var failed = findings.diagnostics().stream().map(d -> failed(findings, d));
        return new JUnitReport(
                        "policy check " + findings.directory(),
                        Stream.concat(clean, failed).toList())
                .xml();
    }

    /** The place is part of the name, so that no two are named alike. */
    private static Case failed(Findings findings, Diagnostic d) {
        var word = d.mistake().word();
        var text = findings.path(d) + ":" + d.line() + ":" + d.column() + ": " + d.message() + "\n" + findings.line(d)
                + "\nsee " + d.mistake().page();
        return new Case(
                d.file(),
                d.line() + ":" + d.column() + " " + word,
                Optional.of(new Failure(Optional.of(word), d.message(), text)));
    }
}
