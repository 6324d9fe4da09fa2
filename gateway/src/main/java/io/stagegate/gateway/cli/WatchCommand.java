package io.stagegate.gateway.cli;

import io.stagegate.core.json.JsonValue.JsonObject;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code stagegate watch}: the looks of one watch, as they are made. */
@Command(
        name = "watch",
        description =
                "Show the looks of a watch as a chart, and go on with new ones until the watch ends or you leave.")
final class WatchCommand implements Callable<Integer> {
    private static final Duration PAUSE = Duration.ofSeconds(1);
    private static final String SHOWN = "50";

    private final Surroundings surroundings;

    @Parameters(paramLabel = "ID", description = "the id of a watch, such as w-...")
    private String id = "";

    @Option(names = "--signal", paramLabel = "NAME", description = "which signal to show (default: the first by name)")
    private Optional<String> signal = Optional.empty();

    @Option(names = "--once", description = "do not go on with new looks")
    private boolean once;

    @Option(names = "--json", description = "print what the API answers, once (default: text for people)")
    private boolean json;

    @Option(names = "--end", paramLabel = "REASON", description = "end the watch, for a reason that the audit keeps")
    private Optional<String> end = Optional.empty();

    WatchCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public Integer call() throws CliException {
        var client = Client.of(surroundings.environment());
        var path = "/v1/watches/" + Client.segment(id);
        if (end.isPresent()) {
            client.post(path + "/end", JsonObject.EMPTY.with("reason", end.get()));
            surroundings.out().println(id + " has ended: nothing is put back by itself any more");
            return 0;
        }
        var answer = client.get(path, Map.of("limit", SHOWN)).body();
        if (json) {
            surroundings.out().println(answer.toJson());
            return 0;
        }
        follow(client, path, answer);
        return 0;
    }

    private void follow(Client client, String path, JsonObject first) throws CliException {
        var chart = new WatchChart(surroundings, first, signal);
        var watch = first;
        while (!chart.show(watch) && !once) {
            Settling.sleep(PAUSE);
            watch = client.get(path, Map.of("limit", SHOWN)).body();
        }
    }
}
