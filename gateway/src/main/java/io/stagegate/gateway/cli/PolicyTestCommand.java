package io.stagegate.gateway.cli;

import io.stagegate.gateway.cli.findings.Findings;
import io.stagegate.gateway.cli.findings.Form;
import io.stagegate.gateway.cli.testing.TestForm;
import io.stagegate.gateway.cli.testing.TestReport;
import io.stagegate.gateway.cli.testing.Update;
import io.stagegate.rules.PolicyException;
import io.stagegate.rules.PolicySource;
import io.stagegate.rules.cases.Case;
import io.stagegate.rules.cases.Cases;
import io.stagegate.rules.cases.Coverage;
import io.stagegate.rules.cases.Result;
import io.stagegate.rules.cases.Runner;
import io.stagegate.rules.drools.CompiledPolicy;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code stagegate policy test}: runs the cases that stand beside a set's rules. */
@Command(
        name = "test",
        description = "Run the cases of a policy set: the .test.yaml files beside its rules.",
        exitCodeList = {
            " 0:all of them passed",
            " 1:one did not, or the coverage is lower than asked for",
            " 2:the set or its cases cannot be read, or the command line is wrong"
        })
final class PolicyTestCommand implements Callable<Integer> {
    private static final Duration LOOK = Duration.ofMillis(300);

    private final Surroundings surroundings;

    @Parameters(
            paramLabel = "DIR",
            arity = "0..1",
            description = "the directory of the set (default: rules/policies/baseline)")
    private Path directory = Path.of("rules/policies/baseline");

    @Option(names = "--format", paramLabel = "FORM", description = "text, json or junit (default: text)")
    private TestForm form = TestForm.TEXT;

    @Option(names = "--only", paramLabel = "TEXT", description = "only cases whose file or name has this in it")
    private String only = "";

    @Option(names = "--coverage", description = "say which rules have spoken, and what their conditions came to")
    private boolean coverage;

    @Option(
            names = "--threshold",
            paramLabel = "PERCENT[,PERCENT]",
            split = ",",
            description = "fail where fewer rules have spoken, or less of what conditions can come to was seen")
    private List<Integer> threshold = List.of();

    @Option(names = "--update", description = "write what came into the cases that failed")
    private boolean update;

    @Option(names = "--watch", description = "run them again whenever a file of the set changes, until interrupted")
    private boolean watch;

    PolicyTestCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public Integer call() throws InterruptedException {
        try {
            return runs();
        } catch (CliException | RecordedFacts.UnreadableException e) {
            surroundings.err().println("stagegate: " + e.getMessage());
            return 2;
        }
    }

    private int runs() throws CliException, InterruptedException {
        if (threshold.size() > 2) {
            throw new CliException("--threshold takes one percentage for rules and one for conditions: 100,80");
        }
        var code = once();
        while (watch) {
            surroundings.out().println("waiting for a change of " + directory);
            surroundings.out().flush();
            changed();
            code = once();
        }
        return code;
    }

    /** Returns when the set is not as it was. */
    private void changed() throws InterruptedException {
        var before = digest();
        do {
            Thread.sleep(LOOK);
        } while (digest().equals(before));
    }

    private String digest() {
        try {
            return PolicySource.read(directory).digest();
        } catch (PolicyException e) {
            return String.valueOf(e.getMessage());
        }
    }

    private int once() throws CliException {
        try {
            var source = PolicySource.read(directory);
            try (var policy = CompiledPolicy.compile(source)) {
                return run(policy, cases(source, policy));
            } catch (PolicyException e) {
                tell(Form.TEXT.of(new Findings(directory, Optional.of(source), Optional.empty(), e.diagnostics())));
                return 2;
            }
        } catch (PolicyException e) {
            tell(Form.TEXT.of(new Findings(directory, Optional.empty(), Optional.empty(), e.diagnostics())));
            return 2;
        }
    }

    private List<Case> cases(PolicySource source, CompiledPolicy policy) throws PolicyException, CliException {
        var all = Cases.of(source, policy.ids());
        if (all.isEmpty()) {
            throw new CliException(directory + " has no cases: write some into a file whose name ends in "
                    + PolicySource.TESTS + ", beside the rules");
        }
        var some = all.stream()
                .filter(c -> c.file().contains(only) || c.name().contains(only))
                .toList();
        if (some.isEmpty()) {
            throw new CliException("no case of " + directory + " has \"" + only + "\" in its file or name");
        }
        return some;
    }

    private int run(CompiledPolicy policy, List<Case> cases) throws CliException {
        var runner = new Runner(policy, new RecordedFacts(surroundings.environment()));
        var results = new ArrayList<Result>();
        cases.forEach(test -> results.add(runner.run(test)));
        var covered =
                coverage || !threshold.isEmpty() ? Optional.of(coverage(runner, cases)) : Optional.<Coverage>empty();
        var report = new TestReport(directory, results, covered, covered.flatMap(this::shortfall));
        tell(form.of(report));
        if (update && report.results().stream().anyMatch(r -> !r.passed())) {
            return updated(results);
        }
        return report.passed() ? 0 : 1;
    }

    private static Coverage coverage(Runner runner, List<Case> cases) {
        var coverage = new Coverage();
        cases.forEach(test ->
                runner.facts(test).ifPresent(looks -> looks.forEach(facts -> coverage.add(runner.stories(facts)))));
        return coverage;
    }

    private Optional<String> shortfall(Coverage coverage) {
        var rules = asked(0);
        var conditions = asked(1);
        if (rules.isPresent() && coverage.percentOfRules() < rules.getAsInt()) {
            return Optional.of("%d %% of the rules have spoken, %d %% are asked for"
                    .formatted(coverage.percentOfRules(), rules.getAsInt()));
        }
        if (conditions.isPresent() && coverage.percentOfConditions() < conditions.getAsInt()) {
            return Optional.of("%d %% of what conditions can come to was seen, %d %% are asked for"
                    .formatted(coverage.percentOfConditions(), conditions.getAsInt()));
        }
        return Optional.empty();
    }

    private OptionalInt asked(int place) {
        return place < threshold.size() ? OptionalInt.of(threshold.get(place)) : OptionalInt.empty();
    }

    private int updated(List<Result> results) throws CliException {
        try {
            var count = Update.write(directory, results);
            tell("%d cases written anew: look at what has changed before you keep it\n".formatted(count));
            return count == results.stream().filter(r -> !r.passed()).count() ? 0 : 1;
        } catch (IOException e) {
            throw new CliException("the cases cannot be written: " + e.getMessage());
        }
    }

    private void tell(String text) {
        surroundings.out().print(text);
        surroundings.out().flush();
    }
}
