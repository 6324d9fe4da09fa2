package io.stagegate.gateway.cli.replaying;

import io.stagegate.gateway.replay.Difference;
import io.stagegate.gateway.replay.Difference.Cause;
import io.stagegate.gateway.replay.Replays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A replay for people. */
final class ReplayText {
    private ReplayText() {}

    static String of(ReplayReport report) {
        var changes = report.replays().byChange();
        var out = new StringBuilder(head(report));
        changes.forEach((change, differences) -> {
            out.append('\n').append(change).append('\n');
            Replays.byRule(differences).forEach(by -> rule(out, report, by));
        });
        return out.toString();
    }

    private static String head(ReplayReport report) {
        var replays = report.replays();
        var changes = replays.byChange().entrySet().stream()
                .map(e -> number(e.getValue().size()) + " " + Replays.words(e.getKey()));
        return count(replays.decisions()) + report.period() + ": "
                + Stream.concat(Stream.of(number(replays.same()) + " the same"), changes)
                        .collect(Collectors.joining(", "))
                + "\n";
    }

    private static String count(long decisions) {
        return number(decisions) + (decisions == 1 ? " decision" : " decisions");
    }

    private static void rule(StringBuilder out, ReplayReport report, Replays.ByRule by) {
        var cause = by.rule();
        out.append("  ").append(named(report, cause)).append(": ");
        out.append(count(by.differences().size())).append('\n');
        out.append("    ").append(says(cause)).append('\n');
        links(out, report, by.differences());
    }

    private static String named(ReplayReport report, Cause cause) {
        return cause.rule().isEmpty() ? "no rule" : cause.rule() + " " + report.source(cause.source());
    }

    /** An example of what it says. */
    private static String says(Cause cause) {
        return (cause.now() ? "says now: " : "no longer says: ") + cause.message();
    }

    private static void links(StringBuilder out, ReplayReport report, List<Difference> differences) {
        differences.stream()
                .limit(report.named())
                .forEach(d -> out.append("    ")
                        .append(report.link(d.about().promotion()))
                        .append(' ')
                        .append(String.join(", ", d.about().targets()))
                        .append(risk(d))
                        .append('\n'));
        var more = differences.size() - report.named();
        if (more > 0) {
            out.append("    and ").append(number(more)).append(" more: --all names them\n");
        }
    }

    private static String risk(Difference difference) {
        var before = difference.before().risk();
        var after = difference.after().risk();
        return before == after ? "" : ", risk " + before + " -> " + after;
    }

    private static String number(long number) {
        return String.format(Locale.ROOT, "%,d", number);
    }
}
