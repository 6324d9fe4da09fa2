package io.stagegate.gateway.cli;

import io.stagegate.core.json.JsonValue;
import io.stagegate.core.json.JsonValue.JsonNumber;
import io.stagegate.core.json.JsonValue.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.Stream;

/** The looks of a watch as a chart, line after line. */
final class WatchChart {
    private final Surroundings surroundings;
    private final String shown;
    private WatchScale scale;
    private long last;

    /**
     * Prints what the watch is of.
     *
     * @param watch as the API has it
     * @param signal which signal to show; the first by name where empty
     */
    WatchChart(Surroundings surroundings, JsonObject watch, Optional<String> signal) {
        this.surroundings = surroundings;
        this.shown = signal.orElseGet(() ->
                watch.items("signals").stream().map(HoldText::plain).findFirst().orElse(""));
        this.scale = scale(watch, shown);
        head(watch);
    }

    /**
     * Prints the looks that were not printed yet, and how the watch ended where it has.
     *
     * @param watch as the API has it now
     * @return whether it has ended
     */
    boolean show(JsonObject watch) {
        for (var look : looks(watch)) {
            if (number(look) > last) {
                last = number(look);
                grow(look);
                surroundings.out().println(line(look, shown, scale.full().doubleValue()));
            }
        }
        var ended = !HoldText.text(watch, "state").equals("open");
        if (ended) {
            watch.text("why")
                    .ifPresent(why -> surroundings.out().println(HoldText.text(watch, "id") + " has ended: " + why));
        }
        surroundings.out().flush();
        return ended;
    }

    private void head(JsonObject watch) {
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
                        .orElse("")
                + (scale.equals(WatchScale.NONE) ? "" : "; " + scale.text()));
    }

    /** What is higher than anything before it makes room for itself; bars above that line are of the scale before. */
    private void grow(JsonValue look) {
        var value = WatchText.of(look.items("readings"), shown)
                .map(WatchText::number)
                .orElse(OptionalDouble.empty());
        var larger = value.isPresent() ? scale.with(value.getAsDouble()) : scale;
        if (!larger.equals(scale)) {
            scale = larger;
            surroundings.out().println("from here on " + scale.text());
        }
    }

    private static WatchScale scale(JsonObject watch, String shown) {
        var highest = Stream.concat(
                        watch.items("before").stream(),
                        watch.items("items").stream().flatMap(look -> look.items("readings").stream()))
                .filter(r -> HoldText.text(r, "signal").equals(shown))
                .flatMapToDouble(r -> WatchText.number(r).stream())
                .max();
        return highest.isPresent() ? WatchScale.NONE.with(highest.getAsDouble()) : WatchScale.NONE;
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
