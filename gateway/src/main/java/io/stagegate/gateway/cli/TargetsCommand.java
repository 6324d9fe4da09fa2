package io.stagegate.gateway.cli;

import io.stagegate.core.json.JsonValue;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code stagegate targets}: what serves, or served at some time. */
@Command(
        name = "targets",
        description = "Show what every governed target serves, since when, how that is known and who let it in; "
                + "or what it served at some time.")
final class TargetsCommand implements Callable<Integer> {
    /** As many as one page may have. */
    static final String ALL = "10000";

    private final Surroundings surroundings;

    @Option(
            names = "--at",
            paramLabel = "TIME",
            description = "as of then: a time such as 2026-11-01T12:00:00Z, or a time ago such as 3d (default: now)")
    private Optional<String> at = Optional.empty();

    @Option(names = "--upstream", paramLabel = "NAME", description = "only those of this upstream (default: of any)")
    private Optional<String> upstream = Optional.empty();

    @Option(names = "--model", paramLabel = "NAME", description = "only those of this model (default: of any)")
    private Optional<String> model = Optional.empty();

    @Option(names = "--environment", paramLabel = "NAME", description = "only those of this environment (default: any)")
    private Optional<String> environment = Optional.empty();

    @Option(names = "--drifted", description = "only those that somebody has changed around the gateway")
    private boolean drifted;

    @Option(names = "--json", description = "print what the API answers (default: text for people)")
    private boolean json;

    TargetsCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public Integer call() throws CliException {
        var query = new HashMap<>(Map.of("limit", Optional.of(ALL)));
        if (at.isPresent()) {
            var time = Ago.time("--at", at.get(), surroundings.clock().instant());
            query.put("at", Optional.of(time.toString()));
        }
        query.put("upstream", upstream);
        query.put("model", model);
        query.put("environment", environment);
        query.put("known", drifted ? Optional.of("drifted") : Optional.empty());
        var answer = Client.of(surroundings.environment()).get("/v1/targets", Stagegate.query(query));
        if (json) {
            surroundings.out().println(answer.body().toJson());
            return 0;
        }
        var table = new Table("TARGET", "ENVIRONMENT", "SERVES", "SINCE", "BY", "APPROVED BY", "KNOWN");
        for (var target : Client.items(answer)) {
            table.row(
                    HoldText.text(target, "target"),
                    HoldText.text(target, "environment"),
                    serves(target),
                    HoldText.text(target, "since"),
                    HoldText.text(target, "requestedBy"),
                    HoldText.texts(target, "approvedBy"),
                    known(target)
                            + target.text("watch")
                                    .map(watch -> ", watched as " + watch)
                                    .orElse(""));
        }
        table.print(surroundings.out());
        if (Client.items(answer).isEmpty()) {
            surroundings.err().println("there are no such targets");
        }
        if (answer.body().text("next").isPresent()) {
            surroundings.err().println("there are more: narrow it down by --upstream, --model or --environment");
        }
        return 0;
    }

    private static String serves(JsonValue target) {
        return target.text("known").equals(Optional.of("unknown")) ? "?" : HoldText.versions(target, "versions");
    }

    /** What was done about it; empty where nothing was. */
    static String done(JsonValue drifted) {
        return drifted.text("trouble")
                .map(why -> ", NEEDS SOMEBODY: " + why)
                .or(() -> drifted.text("hold").map(hold -> ", people are asked in " + hold))
                .orElse("");
    }

    /** How it is known, in words. */
    static String known(JsonValue of) {
        return switch (HoldText.text(of, "known")) {
            case "adopted" ->
                of.text("adoptedBy").map(by -> "let stay by " + by).orElse("found so");
            case "drifted" -> "CHANGED AROUND THE GATEWAY as " + HoldText.text(of, "drift") + done(of);
            case "unknown" -> "unknown before " + HoldText.text(of, "knownSince");
            case "readBack" -> HoldText.text(of, "kind") + " " + HoldText.text(of, "promotion") + ", read back";
            default -> HoldText.text(of, "kind") + " " + HoldText.text(of, "promotion");
        };
    }
}
