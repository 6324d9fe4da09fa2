package io.stagegate.gateway.cli;

import io.stagegate.core.json.JsonValue;
import io.stagegate.core.json.JsonValue.JsonObject;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The commands that talk to a running gateway, and the root of all commands. */
@Command(
        name = "stagegate",
        description = "A policy gateway for machine-learning model promotion.",
        mixinStandardHelpOptions = true,
        versionProvider = Stagegate.Version.class,
        subcommands = {CommandLine.HelpCommand.class},
        footer = {
            "",
            "Commands that talk to a gateway find it by STAGEGATE_URL (http://127.0.0.1:8181) and STAGEGATE_TOKEN."
        })
public final class Stagegate {
    private final Surroundings surroundings;

    private Stagegate(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    /** Runs one command line; the exit code is 0 where it did what was asked. */
    public static int run(Surroundings surroundings, String... arguments) {
        var line = new CommandLine(new Stagegate(surroundings))
                .addSubcommand(new ServeCommand(surroundings))
                .addSubcommand(new DemoCommand(surroundings))
                .addSubcommand(new CommandLine(new Group("config", "The configuration file.").spec())
                        .addSubcommand(new ConfigCheckCommand(surroundings)))
                .addSubcommand(new CommandLine(new Group("policy", "Policy sets.").spec())
                        .addSubcommand(new PolicyCheckCommand(surroundings)))
                .addSubcommand(new CommandLine(new Group("audit", "The audit.").spec())
                        .addSubcommand(new AuditQueryCommand(surroundings)))
                .setOut(surroundings.out())
                .setErr(surroundings.err())
                .setExecutionExceptionHandler((e, _, _) -> complain(surroundings, e));
        var code = arguments.length == 0 ? usage(line) : line.execute(arguments);
        surroundings.out().flush();
        surroundings.err().flush();
        return code;
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

    /** A command that only holds others. */
    private record Group(String name, String description) {
        CommandLine.Model.CommandSpec spec() {
            var spec = CommandLine.Model.CommandSpec.create().name(name);
            spec.usageMessage().description(description);
            return spec;
        }
    }

    static final class Version implements CommandLine.IVersionProvider {
        @Override
        public String[] getVersion() {
            var version = Optional.ofNullable(Stagegate.class.getPackage().getImplementationVersion());
            return new String[] {"stagegate " + version.orElse("(built from source)")};
        }
    }

    @Command(name = "holds", description = "What waits for approval, or one hold with everything to decide by.")
    int holds(
            @Parameters(arity = "0..1", paramLabel = "ID") Optional<String> id,
            @Option(
                            names = "--state",
                            description =
                                    "pending, approved, released, rejected, denied, expired, cancelled or all (default: pending)")
                    Optional<String> state,
            @Option(names = "--model") Optional<String> model,
            @Option(names = "--environment") Optional<String> environment,
            @Option(names = "--json", description = "as the API answers") boolean json)
            throws CliException {
        var client = Client.of(surroundings.environment());
        if (id.isPresent()) {
            var hold = client.get("/v1/holds/" + Client.segment(id.get()), Map.of())
                    .body();
            show(hold, json);
            return 0;
        }
        var query = new LinkedHashMap<String, String>();
        var wanted = state.orElse("pending");
        if (!wanted.equals("all")) {
            query.put("state", wanted);
        }
        model.ifPresent(m -> query.put("model", m));
        environment.ifPresent(e -> query.put("environment", e));
        var answer = client.get("/v1/holds", query);
        if (json) {
            surroundings.out().println(answer.body().toJson());
            return 0;
        }
        var table = new Table("ID", "STATE", "CHANGES", "ASKED BY", "RISK", "NEEDS", "UNTIL");
        for (var hold : Client.items(answer)) {
            table.row(
                    HoldText.text(hold, "id"),
                    HoldText.text(hold, "state"),
                    HoldText.text(hold, "resource"),
                    hold.get("requester").flatMap(r -> r.text("id")).orElse(""),
                    hold.get("risk")
                            .flatMap(r -> r.get("score"))
                            .map(JsonValue::toJson)
                            .orElse(""),
                    HoldText.requirement(hold),
                    HoldText.text(hold, "expiresAt"));
        }
        table.print(surroundings.out());
        if (Client.items(answer).isEmpty()) {
            surroundings.err().println("nothing is " + wanted);
        }
        return 0;
    }

    private void show(JsonObject hold, boolean json) {
        if (json) {
            surroundings.out().println(hold.toJson());
        } else {
            HoldText.print(hold, surroundings.out());
        }
    }

    @Command(name = "approve", description = "Approve a hold as it stands now.")
    int approve(
            @Parameters(paramLabel = "ID") String id,
            @Option(names = "--comment") Optional<String> comment,
            @Option(names = "--digest", description = "approve only what has this digest") Optional<String> digest)
            throws CliException {
        return review(id, "approved", comment, digest);
    }

    @Command(name = "reject", description = "Reject a hold.")
    int reject(
            @Parameters(paramLabel = "ID") String id,
            @Option(names = "--comment") Optional<String> comment,
            @Option(names = "--digest", description = "reject only what has this digest") Optional<String> digest)
            throws CliException {
        return review(id, "rejected", comment, digest);
    }

    /** What is reviewed is what is shown: the digest is the shown hold's. */
    private int review(String id, String state, Optional<String> comment, Optional<String> digest) throws CliException {
        var client = Client.of(surroundings.environment());
        var path = "/v1/holds/" + Client.segment(id);
        var hold = client.get(path, Map.of()).body();
        HoldText.print(hold, surroundings.out());
        var body = JsonObject.EMPTY
                .with("state", state)
                .with("comment", comment.orElse(""))
                .with("digest", digest.orElse(HoldText.text(hold, "digest")));
        var answer = client.post(path + "/reviews", body).body();
        surroundings
                .out()
                .println(HoldText.text(answer, "reviewer") + " " + state + " it: the hold is now "
                        + HoldText.text(answer, "holdState"));
        return 0;
    }

    @Command(name = "cancel", description = "Take back a hold of your own.")
    int cancel(@Parameters(paramLabel = "ID") String id) throws CliException {
        var client = Client.of(surroundings.environment());
        var answer = client.post("/v1/holds/" + Client.segment(id) + "/cancel", JsonObject.EMPTY)
                .body();
        surroundings.out().println(id + " is " + HoldText.text(answer, "state"));
        return 0;
    }

    @Command(name = "restore", description = "Put back what a snapshot's targets served.")
    int restore(
            @Parameters(paramLabel = "SNAPSHOT", description = "its id, or that of the promotion to undo") String id,
            @Option(names = "--force", description = "although the targets have moved on since; recorded")
                    boolean force,
            @Option(names = "--comment") Optional<String> comment)
            throws CliException {
        var client = Client.of(surroundings.environment());
        var snapshot = id.startsWith("p-") ? snapshotOf(client, id) : id;
        var body = JsonObject.EMPTY.with("force", JsonValue.of(force)).with("comment", comment.orElse(""));
        var answer = client.post("/v1/snapshots/" + Client.segment(snapshot) + "/restore", body);
        var outcome = HoldText.text(answer.body(), "outcome");
        surroundings
                .out()
                .println(
                        switch (outcome) {
                            case "applied" ->
                                "restored, and read back to prove it: " + HoldText.text(answer.body(), "promotion");
                            case "held" ->
                                "held as " + HoldText.text(answer.body(), "hold") + ": it needs approval first";
                            default -> HoldText.text(answer.body(), "detail");
                        });
        return 0;
    }

    private static String snapshotOf(Client client, String promotion) throws CliException {
        var found = client.get("/v1/promotions/" + Client.segment(promotion), Map.of())
                .body()
                .text("snapshot");
        return found.orElseThrow(
                () -> new CliException(promotion + " changed nothing, so there is no snapshot to restore"));
    }

    @Command(
            name = "promotions",
            description = "What was asked for and what came of it, or one promotion's whole story.")
    int promotions(
            @Parameters(arity = "0..1", paramLabel = "ID") Optional<String> id,
            @Option(names = "--model") Optional<String> model,
            @Option(names = "--environment") Optional<String> environment,
            @Option(names = "--json", description = "as the API answers") boolean json)
            throws CliException {
        var client = Client.of(surroundings.environment());
        if (id.isPresent()) {
            var promotion = client.get("/v1/promotions/" + Client.segment(id.get()), Map.of())
                    .body();
            if (json) {
                surroundings.out().println(promotion.toJson());
            } else {
                story(promotion);
            }
            return 0;
        }
        var query = new LinkedHashMap<String, String>();
        model.ifPresent(m -> query.put("model", m));
        environment.ifPresent(e -> query.put("environment", e));
        var answer = client.get("/v1/promotions", query);
        if (json) {
            surroundings.out().println(answer.body().toJson());
            return 0;
        }
        var table = new Table("ID", "AT", "MODEL", "OPERATION", "ASKED BY", "DECISION", "OUTCOME", "SNAPSHOT");
        for (var p : Client.items(answer)) {
            table.row(
                    HoldText.text(p, "id"),
                    HoldText.text(p, "at"),
                    HoldText.text(p, "model"),
                    HoldText.text(p, "operation"),
                    p.get("requester").flatMap(r -> r.text("id")).orElse(""),
                    HoldText.text(p, "decision"),
                    p.text("outcome").or(() -> p.text("holdState")).orElse(""),
                    HoldText.text(p, "snapshot"));
        }
        table.print(surroundings.out());
        return 0;
    }

    private void story(JsonObject promotion) {
        var out = surroundings.out();
        out.println(HoldText.text(promotion, "id") + "  " + HoldText.text(promotion, "kind") + "  "
                + HoldText.text(promotion, "operation") + "  " + HoldText.text(promotion, "resource"));
        promotion.text("snapshot").ifPresent(s -> out.println("snapshot  " + s));
        for (var event : promotion.items("story")) {
            out.println(HoldText.text(event, "at") + "  " + HoldText.text(event, "type") + "  "
                    + HoldText.text(event, "subject")
                    + event.text("decision").map(d -> "  " + d).orElse("")
                    + event.get("record")
                            .flatMap(r -> r.text("outcome"))
                            .map(o -> "  " + o)
                            .orElse(""));
        }
    }

    /** Copies a stream of the API to the terminal. */
    static void copy(Surroundings surroundings, InputStream stream) throws CliException {
        try (var reader = new BufferedReader(new InputStreamReader(stream, StandardCharsets.UTF_8))) {
            for (var line = Optional.ofNullable(reader.readLine());
                    line.isPresent();
                    line = Optional.ofNullable(reader.readLine())) {
                surroundings.out().println(line.get());
                surroundings.out().flush();
            }
        } catch (IOException e) {
            throw new CliException("the gateway broke off: " + e.getMessage());
        }
    }
}
