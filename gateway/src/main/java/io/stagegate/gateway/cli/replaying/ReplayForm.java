package io.stagegate.gateway.cli.replaying;

import io.stagegate.core.json.JsonValue;
import io.stagegate.core.json.JsonValue.JsonObject;
import io.stagegate.gateway.replay.Difference;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The forms in which a replay is told. */
public enum ReplayForm {
    /** For people: the count, then what would differ, by change and by rule. */
    TEXT {
        @Override
        public String of(ReplayReport report) {
            return ReplayText.of(report);
        }
    },
    /** An object with all there is to know. */
    JSON {
        @Override
        public String of(ReplayReport report) {
            var replays = report.replays();
            var differences = replays.differences().stream()
                    .map(d -> (JsonValue) json(report, d))
                    .toList();
            return JsonObject.EMPTY
                            .with("directory", report.directory().toString())
                            .with("policy", report.policy())
                            .with("decisions", JsonValue.of(replays.decisions()))
                            .with("same", JsonValue.of(replays.same()))
                            .with("differences", JsonValue.array(differences))
                            .toJson()
                    + "\n";
        }
    },
    /** RFC 4180: a header line and a line for each difference. */
    CSV {
        @Override
        public String of(ReplayReport report) {
            var header = "promotion,phase,askedAt,decidedAt,targets,before,after,riskBefore,riskAfter,rules\r\n";
            return header
                    + report.replays().differences().stream()
                            .map(ReplayForm::row)
                            .collect(Collectors.joining());
        }
    };

    public abstract String of(ReplayReport report);

    private static JsonObject json(ReplayReport report, Difference difference) {
        var about = difference.about();
        var rules = difference.causes().stream()
                .map(c -> (JsonValue) JsonObject.EMPTY
                        .with("rule", c.rule())
                        .with("source", report.source(c.source()))
                        .with("speaks", c.now() ? "now" : "then")
                        .with("effect", c.effect())
                        .with("message", c.message()))
                .toList();
        return JsonObject.EMPTY
                .with("promotion", about.promotion())
                .with("link", report.link(about.promotion()))
                .with("phase", about.phase())
                .with("askedAt", about.askedAt().toString())
                .with("decidedAt", about.decidedAt().toString())
                .with("targets", JsonValue.texts(about.targets()))
                .with("before", json(difference.before()))
                .with("after", json(difference.after()))
                .with("rules", JsonValue.array(rules));
    }

    private static JsonObject json(Difference.Outcome outcome) {
        return JsonObject.EMPTY.with("effect", outcome.effect()).with("risk", JsonValue.of(outcome.risk()));
    }

    private static String row(Difference difference) {
        var about = difference.about();
        return Stream.of(
                        about.promotion(),
                        about.phase(),
                        about.askedAt().toString(),
                        about.decidedAt().toString(),
                        String.join(";", about.targets()),
                        difference.before().effect(),
                        difference.after().effect(),
                        String.valueOf(difference.before().risk()),
                        String.valueOf(difference.after().risk()),
                        rules(difference))
                .map(ReplayForm::cell)
                .collect(Collectors.joining(",", "", "\r\n"));
    }

    private static String rules(Difference difference) {
        return difference.causes().stream().map(Difference.Cause::rule).collect(Collectors.joining(";"));
    }

    /** What a spreadsheet would take for a formula is made a text. */
    private static String cell(String text) {
        var safe = !text.isEmpty() && "=+-@\t\r".indexOf(text.charAt(0)) >= 0 ? "'" + text : text;
        var quoted = List.of(",", "\"", "\n", "\r").stream().anyMatch(safe::contains);
        return quoted ? "\"" + safe.replace("\"", "\"\"") + "\"" : safe;
    }
}
