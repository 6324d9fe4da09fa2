package io.stagegate.gateway.cli.testing;

import io.stagegate.core.json.JsonValue;
import io.stagegate.core.json.JsonValue.JsonObject;
import io.stagegate.gateway.cli.junit.JUnitReport;
import io.stagegate.gateway.cli.junit.JUnitReport.Case;
import io.stagegate.gateway.cli.junit.JUnitReport.Failure;
import io.stagegate.rules.cases.Coverage;
import io.stagegate.rules.cases.Result;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The forms in which a run of tests is written. */
public enum TestForm {
    /** For people: what failed and why, what is not covered, and the count. */
    TEXT {
        @Override
        public String of(TestReport report) {
            var failed = report.results().stream()
                    .filter(r -> !r.passed())
                    .map(r -> "FAIL %s %s\n%s\n"
                            .formatted(report.place(r), r.test().name(), differences(r)))
                    .collect(Collectors.joining());
            var covered = report.coverage().map(TestForm::text).orElse("");
            var passed = report.results().size() - report.failed();
            var count = "%s: %d of %d cases passed\n"
                    .formatted(report.directory(), passed, report.results().size());
            return failed
                    + covered
                    + count
                    + report.shortfall().map(s -> s + "\n").orElse("");
        }
    },
    /** An object with all there is to know. */
    JSON {
        @Override
        public String of(TestReport report) {
            var cases = report.results().stream().map(r -> (JsonValue) json(r)).toList();
            var out = JsonObject.EMPTY
                    .with("directory", report.directory().toString())
                    .with("passed", JsonValue.of(report.passed()))
                    .with("cases", JsonValue.array(cases));
            return report.coverage()
                            .map(c -> out.with("coverage", json(c)))
                            .orElse(out)
                            .toJson() + "\n";
        }
    },
    /** A test report, a case for each. */
    JUNIT {
        @Override
        public String of(TestReport report) {
            var cases = report.results().stream().map(r -> junit(report, r));
            var covered = report.shortfall().stream()
                    .map(s -> new Case("coverage", "coverage", Optional.of(new Failure(Optional.empty(), s, s))));
            return new JUnitReport(
                            "policy test " + report.directory(),
                            Stream.concat(cases, covered).toList())
                    .xml();
        }
    };

    public abstract String of(TestReport report);

    private static Case junit(TestReport report, Result result) {
        var failure = result.differences().stream()
                .findFirst()
                .flatMap(first -> first.lines().findFirst())
                .map(first -> new Failure(Optional.empty(), first, report.place(result) + "\n" + differences(result)));
        return new Case(result.test().file(), result.test().name(), failure);
    }

    private static String differences(Result result) {
        return String.join("\n", result.differences()).indent(2).stripTrailing();
    }

    private static JsonObject json(Result result) {
        return JsonObject.EMPTY
                .with("file", result.test().file())
                .with("line", JsonValue.of(result.test().line()))
                .with("name", result.test().name())
                .with("passed", JsonValue.of(result.passed()))
                .with("decision", result.decision().map(d -> d.word()).orElse(""))
                .with(
                        "differences",
                        JsonValue.array(
                                result.differences().stream().map(JsonValue::of).toList()));
    }

    private static JsonObject json(Coverage coverage) {
        return JsonObject.EMPTY
                .with("rules", JsonValue.of(coverage.percentOfRules()))
                .with("conditions", JsonValue.of(coverage.percentOfConditions()))
                .with(
                        "missing",
                        JsonValue.array(coverage.rules().stream()
                                .filter(r -> !r.fired() || !r.gaps().isEmpty())
                                .map(r -> (JsonValue) json(r))
                                .toList()));
    }

    private static JsonObject json(Coverage.Rule rule) {
        return JsonObject.EMPTY
                .with("rule", rule.rule().id())
                .with("source", rule.rule().file() + ":" + rule.rule().line())
                .with("spoke", JsonValue.of(rule.fired()))
                .with(
                        "gaps",
                        JsonValue.array(rule.gaps().stream()
                                .map(g -> (JsonValue) JsonObject.EMPTY
                                        .with("line", JsonValue.of(g.line()))
                                        .with("condition", g.condition())
                                        .with("never", g.neverMet() ? "met" : "unmet"))
                                .toList()));
    }

    private static String text(Coverage coverage) {
        var rules = coverage.rules();
        var spoke = rules.stream().filter(Coverage.Rule::fired).count();
        var missing = rules.stream()
                .filter(r -> !r.fired() || !r.gaps().isEmpty())
                .map(TestForm::text)
                .collect(Collectors.joining());
        return "%scoverage: %d of %d rules have spoken (%d %%), %d %% of what their conditions can come to was seen\n"
                .formatted(missing, spoke, rules.size(), coverage.percentOfRules(), coverage.percentOfConditions());
    }

    private static String text(Coverage.Rule rule) {
        var gaps = rule.gaps().stream()
                .map(g -> "    line %d: no case where this is %s: %s\n"
                        .formatted(g.line(), g.neverMet() ? "met" : "not met", g.condition()))
                .collect(Collectors.joining());
        return "  %s %s:%d%s\n%s"
                .formatted(
                        rule.rule().id(),
                        rule.rule().file(),
                        rule.rule().line(),
                        rule.fired() ? "" : " has never spoken",
                        gaps);
    }
}
