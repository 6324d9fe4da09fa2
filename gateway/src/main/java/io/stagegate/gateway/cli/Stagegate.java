package io.stagegate.gateway.cli;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.HelpCommand;
import picocli.CommandLine.Model.CommandSpec;

/** The root of all commands. */
@Command(name = "stagegate", description = "A policy gateway for machine-learning model promotion.")
public final class Stagegate {
    private static final String[] SURROUNDINGS = {
        "",
        "Commands that talk to a gateway find it by STAGEGATE_URL (default:",
        "http://127.0.0.1:8181), and say who you are by STAGEGATE_TOKEN: your token",
        "under people: in the gateway's configuration, one that token create made, or one",
        "of your OpenID provider. STAGEGATE_CA names a PEM file with the authority that the",
        "gateway's certificate is of, where that is a private one."
    };

    private Stagegate() {}

    /** Runs one command line; the exit code is 0 where it did what was asked. */
    public static int run(Surroundings surroundings, String... arguments) {
        var line = commands(surroundings)
                .setOut(surroundings.out())
                .setErr(surroundings.err())
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setExecutionExceptionHandler((e, _, _) -> complain(surroundings, e));
        var code = arguments.length == 0 ? usage(line) : line.execute(arguments);
        surroundings.out().flush();
        surroundings.err().flush();
        return code;
    }

    private static CommandLine commands(Surroundings surroundings) {
        var root = new CommandLine(new Stagegate())
                .addSubcommand(new ServeCommand(surroundings))
                .addSubcommand(new DemoCommand(surroundings))
                .addSubcommand(new StatusCommand(surroundings))
                .addSubcommand(new HoldsCommand(surroundings))
                .addSubcommand(new ApproveCommand(surroundings))
                .addSubcommand(new RejectCommand(surroundings))
                .addSubcommand(new CancelCommand(surroundings))
                .addSubcommand(new BreakGlassCommand(surroundings))
                .addSubcommand(new WaitCommand(surroundings))
                .addSubcommand(new TargetsCommand(surroundings))
                .addSubcommand(new HistoryCommand(surroundings))
                .addSubcommand(new PromotionsCommand(surroundings))
                .addSubcommand(new RestoreCommand(surroundings))
                .addSubcommand(new WatchesCommand(surroundings))
                .addSubcommand(new WatchCommand(surroundings))
                .addSubcommand(WebhooksCommand.all(surroundings))
                .addSubcommand(group(
                        "audit",
                        "The audit.",
                        new AuditQueryCommand(surroundings),
                        new AuditExportCommand(surroundings),
                        new AuditVerifyCommand(surroundings),
                        new AuditCheckpointCommand(surroundings),
                        new AuditKeyCommand(surroundings)))
                .addSubcommand(group(
                        "token",
                        "Tokens of the gateway.",
                        new TokenCreateCommand(surroundings),
                        new TokenListCommand(surroundings),
                        new TokenRevokeCommand(surroundings)))
                .addSubcommand(policy(surroundings))
                .addSubcommand(group("config", "The configuration file.", new ConfigCheckCommand(surroundings)))
                .addSubcommand(new HelpCommand());
        describe(root.getCommandSpec());
        return root;
    }

    private static CommandLine policy(Surroundings surroundings) {
        return group(
                "policy",
                "Policy sets.",
                new PolicyCheckCommand(surroundings),
                new PolicyTestCommand(surroundings),
                new PolicyExplainCommand(surroundings),
                new PolicyReplayCommand(surroundings),
                new PolicyWaiveCommand(surroundings),
                new PolicyWaiversCommand(surroundings),
                new PolicyStatusCommand(surroundings),
                new PolicyActivateCommand(surroundings),
                new PolicyReleaseCommand(surroundings),
                new PolicyBundleCommand(surroundings),
                new PolicyPushCommand(surroundings),
                new PolicyKeyCommand(surroundings));
    }

    /** A command that only holds others. */
    private static CommandLine group(String name, String description, Object... commands) {
        var spec = CommandSpec.create().name(name);
        spec.usageMessage().description(description);
        var line = new CommandLine(spec);
        for (var command : commands) {
            line.addSubcommand(command);
        }
        return line;
    }

    /** What every command has: help, the version, and what its exit codes mean. */
    private static void describe(CommandSpec spec) {
        if (spec.userObject() instanceof HelpCommand) {
            return;
        }
        spec.mixinStandardHelpOptions(true).versionProvider(new Version());
        var usage = spec.usageMessage();
        usage.exitCodeListHeading("%nExit codes:%n");
        if (usage.exitCodeList().isEmpty()) {
            var codes = new LinkedHashMap<String, String>();
            codes.put(" 0", "it is done");
            codes.put(" 1", "it was refused, or failed");
            codes.put(" 2", "the command line is wrong");
            usage.exitCodeList(codes);
        }
        usage.footer(SURROUNDINGS);
        spec.subcommands().values().forEach(sub -> describe(sub.getCommandSpec()));
    }

    private static int usage(CommandLine line) {
        line.usage(line.getErr());
        return 2;
    }

    private static int complain(Surroundings surroundings, Exception e) {
        surroundings
                .err()
                .println("stagegate: " + Optional.ofNullable(e.getMessage()).orElse(e.toString()));
        return 1;
    }

    private static final class Version implements CommandLine.IVersionProvider {
        @Override
        public String[] getVersion() {
            var version = Optional.ofNullable(Stagegate.class.getPackage().getImplementationVersion());
            return new String[] {"stagegate " + version.orElse("(built from source)")};
        }
    }

    /** A query of the options that were given. */
    static Map<String, String> query(Map<String, Optional<String>> options) {
        var query = new LinkedHashMap<String, String>();
        options.forEach((name, value) -> value.ifPresent(v -> query.put(name, v)));
        return query;
    }
}
