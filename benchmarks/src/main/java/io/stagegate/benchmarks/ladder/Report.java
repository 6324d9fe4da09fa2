package io.stagegate.benchmarks.ladder;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.stagegate.benchmarks.ladder.Ladder.Plan;
import java.io.IOException;
import java.util.List;
import java.util.Locale;

/**
 * What a run found.
 *
 * @param plan how much was measured
 * @param machine on what
 * @param upstream what stood behind the gateway
 * @param figures by series
 * @param warmUpProblems what went wrong before anything counted: told, as a first request may be, but no figure depends on it
 */
record Report(Plan plan, Machine machine, String upstream, List<Figures> figures, List<String> warmUpProblems) {
    private static final int TOLD = 5;
    private static final String LINE = "%-34s %8s %7s %10s %10s %9s  %s%n";

    Report {
        figures = List.copyOf(figures);
        warmUpProblems = List.copyOf(warmUpProblems);
    }

    /** Everything that went wrong while it counted, each with its rung. */
    List<String> problems() {
        return figures.stream()
                .flatMap(f -> f.problems().stream().map(p -> f.series().name() + ": " + p))
                .toList();
    }

    boolean sound() {
        return problems().isEmpty();
    }

    /** As a person reads it. */
    String table() {
        var out = new StringBuilder();
        out.append(machine).append('\n');
        out.append(String.format(
                Locale.ROOT,
                "upstream: %s; %d clients at once, %d rounds of %s for each rung after %d to warm up%n%n",
                upstream,
                plan.workers(),
                plan.rounds(),
                plan.bound().time().toString().substring(2).toLowerCase(Locale.ROOT),
                plan.warmUps()));
        out.append(String.format(
                LINE,
                "rung",
                "count",
                "errors",
                "p50 ms",
                "p99 ms",
                "per s",
                "ratio of p50 (lowest to highest round)"));
        figures.forEach(f -> out.append(line(f)));
        warmUpProblems.stream()
                .limit(TOLD)
                .forEach(p ->
                        out.append("while warming up, not counted: ").append(p).append('\n'));
        if (!sound()) {
            out.append(failure());
        }
        return out.toString();
    }

    private String line(Figures f) {
        var part = f.series().name().startsWith(" ");
        var ratio = f.ratio(figures)
                .map(r -> String.format(
                        Locale.ROOT,
                        "%.2f (%.2f to %.2f) x %s",
                        r.all(),
                        r.least(),
                        r.most(),
                        f.series().versus().orElse("")))
                .orElse("1");
        return String.format(
                Locale.ROOT,
                LINE,
                f.series().name(),
                f.count(),
                part ? "" : Integer.toString(f.problems().size()),
                String.format(Locale.ROOT, "%.3f", f.millis(50)),
                String.format(Locale.ROOT, "%.3f", f.millis(99)),
                part ? "" : String.format(Locale.ROOT, "%.0f", f.perSecond()),
                ratio);
    }

    private String failure() {
        var out = new StringBuilder("\n" + "!".repeat(100) + "\n");
        out.append("THE FIGURES ABOVE DO NOT COUNT: ").append(problems().size()).append(" things went wrong\n");
        problems().stream().limit(TOLD).forEach(p -> out.append("  ").append(p).append('\n'));
        return out.append("!".repeat(100)).append('\n').toString();
    }

    /** As a program reads it. */
    String json() throws IOException {
        var json = new ObjectMapper();
        var root = json.createObjectNode();
        root.putPOJO("machine", json.valueToTree(machine));
        root.put("upstream", upstream);
        root.put("clients", plan.workers());
        root.put("rounds", plan.rounds());
        root.put("warmUpRounds", plan.warmUps());
        root.put("secondsEach", plan.bound().time().toSeconds());
        var rungs = root.putArray("rungs");
        figures.forEach(f -> describe(f, rungs.addObject()));
        var problems = root.putArray("problems");
        problems().forEach(problems::add);
        var early = root.putArray("warmUpProblems");
        warmUpProblems.forEach(early::add);
        return json.writerWithDefaultPrettyPrinter().writeValueAsString(root);
    }

    private void describe(Figures f, ObjectNode out) {
        out.put("name", f.series().name().strip());
        out.put("count", f.count());
        out.put("errors", f.problems().size());
        out.put("p50Millis", f.millis(50));
        out.put("p99Millis", f.millis(99));
        out.put("perSecond", f.perSecond());
        f.ratio(figures).ifPresent(r -> {
            var ratio = out.putObject("ratio");
            ratio.put("of", f.series().versus().orElse(""));
            ratio.put("p50", r.all());
            ratio.put("lowestRound", r.least());
            ratio.put("highestRound", r.most());
        });
    }
}
