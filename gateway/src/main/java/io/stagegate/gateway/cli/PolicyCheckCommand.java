package io.stagegate.gateway.cli;

import io.stagegate.gateway.cli.findings.Findings;
import io.stagegate.gateway.cli.findings.Findings.Good;
import io.stagegate.gateway.cli.findings.Form;
import io.stagegate.rules.PolicyException;
import io.stagegate.rules.PolicySource;
import io.stagegate.rules.cases.Cases;
import io.stagegate.rules.drools.CompiledPolicy;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code stagegate policy check}: everything that is wrong with a policy set, by the engine that serves. */
@Command(
        name = "check",
        description = {
            "Say what is wrong with a policy set.",
            "Exit codes: 0 nothing, 1 something, 2 the set cannot be read or the command was not understood."
        })
final class PolicyCheckCommand implements Callable<Integer> {
    private final Surroundings surroundings;

    @Parameters(
            paramLabel = "DIR",
            arity = "0..1",
            description = "the directory of the set (default: rules/policies/baseline)")
    private Path directory = Path.of("rules/policies/baseline");

    @Option(names = "--format", paramLabel = "FORM", description = "text, json, sarif, junit or github (default: text)")
    private Form form = Form.TEXT;

    PolicyCheckCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public Integer call() {
        try {
            return found(PolicySource.read(directory));
        } catch (PolicyException e) {
            tell(new Findings(directory, Optional.empty(), Optional.empty(), e.diagnostics()));
            return 2;
        }
    }

    private int found(PolicySource source) {
        try (var policy = CompiledPolicy.compile(source)) {
            var good = new Good(policy.rules(), policy.digest());
            var found = Stream.concat(policy.warnings().stream(), Cases.problems(source, policy.ids()).stream())
                    .toList();
            tell(new Findings(directory, Optional.of(source), Optional.of(good), found));
            return found.isEmpty() ? 0 : 1;
        } catch (PolicyException e) {
            tell(new Findings(directory, Optional.of(source), Optional.empty(), e.diagnostics()));
            return 1;
        }
    }

    private void tell(Findings findings) {
        surroundings.out().print(form.of(findings));
        surroundings.out().flush();
    }
}
