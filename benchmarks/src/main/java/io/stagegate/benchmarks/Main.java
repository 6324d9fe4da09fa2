package io.stagegate.benchmarks;

import io.stagegate.benchmarks.audit.AuditCommand;
import io.stagegate.benchmarks.ladder.LadderCommand;
import io.stagegate.benchmarks.ladder.ReloadCommand;
import io.stagegate.benchmarks.ladder.RestoreCommand;
import io.stagegate.benchmarks.ladder.WatchesCommand;
import io.stagegate.benchmarks.micro.JmhCommand;
import io.stagegate.benchmarks.past.PastCommand;
import io.stagegate.benchmarks.policy.PolicyCommand;
import io.stagegate.benchmarks.replay.ReplayCommand;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** {@code benchmarks/run}. */
@Command(
        name = "benchmarks/run",
        description = "Measures Stagegate, each figure beside another of the same run.",
        subcommands = {
            LadderCommand.class,
            JmhCommand.class,
            AuditCommand.class,
            PolicyCommand.class,
            ReplayCommand.class,
            ReloadCommand.class,
            RestoreCommand.class,
            WatchesCommand.class,
            PastCommand.class
        },
        mixinStandardHelpOptions = true)
public final class Main {
    private Main() {}

    public static void main(String[] arguments) {
        System.exit(new CommandLine(new Main()).execute(arguments));
    }
}
