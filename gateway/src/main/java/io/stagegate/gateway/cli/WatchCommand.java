package io.stagegate.gateway.cli;

import io.stagegate.core.json.JsonValue;
import io.stagegate.core.json.JsonValue.JsonNumber;
import io.stagegate.core.json.JsonValue.JsonObject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
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

    /** Room above what was there before the promotion. */
    private static final double ROOM = 1.5;

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
        var shown = signal.orElseGet(() -> Stream.of(first)
                .flatMap(w -> w.items("signals").stream())
                .map(HoldText::plain)
                .findFirst()
                .orElse(""));
        head(first, shown);
        var scale = scale(first, shown);
        var watch = first;
        var last = 0L;
        while (true) {
            for (var look : looks(watch)) {
                if (number(look) > last) {
                    last = number(look);
                    surroundings.out().println(line(look, shown, scale));
                }
            }
            surroundings.out().flush();
            if (once || !HoldText.text(watch, "state").equals("open")) {
                break;
            }
            Settling.sleep(PAUSE);
            watch = client.get(path, Map.of("limit", SHOWN)).body();
        }
        watch.text("why")
                .ifPresent(why -> surroundings.out().println(HoldText.text(first, "id") + " has ended: " + why));
    }

    private void head(JsonObject watch, String shown) {
        var out = surroundings.out();
        out.println(HoldText.text(watch, "target") + "  " + HoldText.text(watch, "previous") + " -> "
                + HoldText.text(watch, "version") + ", left: "
                + WatchText.left(watch, surroundings.clock().instant()));
        watch.text("trouble").ifPresent(why -> out.println("NEEDS SOMEBODY: " + why));
        watch.text("hold")
                .ifPresent(hold ->
                        out.println("people are asked: " + hold + " (" + HoldText.text(watch, "holdState") + ")"));
        out.println(shown
                + WatchText.of(watch.items("before"), shown)
                        .map(before -> ", before the promotion: " + WatchText.value(before))
                        .orElse(""));
    }

    private static double scale(JsonObject watch, String shown) {
        return ROOM
                * Stream.concat(
                                watch.items("before").stream(),
                                watch.items("items").stream().flatMap(look -> look.items("readings").stream()))
                        .filter(r -> HoldText.text(r, "signal").equals(shown))
                        .flatMapToDouble(r -> WatchText.number(r).stream())
                        .max()
                        .orElse(1 / ROOM);
    }

    /** Oldest first. */
    private static List<JsonValue> looks(JsonObject watch) {
        return new ArrayList<>(watch.items("items")).reversed();
    }

    private static long number(JsonValue look) {
        return look.get("number").orElse(JsonValue.of(0)) instanceof JsonNumber n ? (long) n.doubleValue() : 0;
    }

    private static String line(JsonValue look, String shown, double scale) {
        var reading = WatchText.of(look.items("readings"), shown);
        var bar = reading.flatMap(r -> {
                    var number = WatchText.number(r);
                    return number.isPresent()
                            ? Optional.of(WatchText.bar(number.getAsDouble(), scale))
                            : Optional.<String>empty();
                })
                .orElse(WatchText.nothing());
        var said = look.items("findings").stream()
                .map(f -> "  " + HoldText.text(f, "rule") + ": " + HoldText.text(f, "message"))
                .findFirst()
                .orElse("");
        var gap = look.get("gap").equals(Optional.of(JsonValue.JsonBoolean.TRUE)) ? " (after a gap)" : "";
        return HoldText.text(look, "at").substring(11, 19) + "  |" + bar + "| "
                + reading.map(WatchText::value).orElse("") + "  " + HoldText.text(look, "judgement") + gap + said;
    }
}
