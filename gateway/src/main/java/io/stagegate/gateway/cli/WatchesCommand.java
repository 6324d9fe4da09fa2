package io.stagegate.gateway.cli;

import io.stagegate.core.json.JsonValue;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code stagegate watches}: what is looked after since it was promoted. */
@Command(name = "watches", description = "Show what is watched since it was promoted, and how it stands.")
final class WatchesCommand implements Callable<Integer> {
    private final Surroundings surroundings;

    @Parameters(
            arity = "0..1",
            paramLabel = "TARGET",
            description = "only of this target, such as registry/fraud@champion (default: of any)")
    private Optional<String> target = Optional.empty();

    @Option(
            names = "--state",
            paramLabel = "STATE",
            description = "only in this state: open, over, superseded, restored, givenUp or all (default: open)")
    private String state = "open";

    @Option(names = "--json", description = "print what the API answers (default: text for people)")
    private boolean json;

    WatchesCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public Integer call() throws CliException {
        var query = Stagegate.query(Map.of("target", target));
        query.put("state", state);
        query.put("limit", "500");
        var answer = Client.of(surroundings.environment()).get("/v1/watches", query);
        if (json) {
            surroundings.out().println(answer.body().toJson());
            return 0;
        }
        var table = new Table("ID", "TARGET", "VERSION", "LEFT", "LOOKS", "READINGS", "JUDGEMENT");
        for (var watch : Client.items(answer)) {
            table.row(
                    HoldText.text(watch, "id"),
                    HoldText.text(watch, "target"),
                    HoldText.text(watch, "previous") + " -> " + HoldText.text(watch, "version"),
                    WatchText.left(watch, surroundings.clock().instant()),
                    watch.get("looks").map(JsonValue::toJson).orElse(""),
                    readings(watch),
                    judgement(watch));
        }
        if (Client.items(answer).isEmpty()) {
            surroundings.err().println("nothing is watched");
        } else {
            table.print(surroundings.out());
        }
        answer.body().text("next").ifPresent(_ -> surroundings.err().println("and more"));
        return 0;
    }

    private static String readings(JsonValue watch) {
        return watch.get("last").stream()
                .flatMap(look -> look.items("readings").stream())
                .map(r -> HoldText.text(r, "signal") + " " + WatchText.value(r))
                .collect(Collectors.joining(", "));
    }

    private static String judgement(JsonValue watch) {
        var word = watch.get("last").flatMap(l -> l.text("judgement")).orElse("");
        var asked = watch.text("hold")
                .filter(_ -> watch.get("needsSomebody").equals(Optional.of(JsonValue.JsonBoolean.TRUE)))
                .map(hold -> ", waits for " + hold)
                .orElse("");
        return word
                + watch.text("trouble").map(why -> ", NEEDS SOMEBODY: " + why).orElse(asked);
    }
}
