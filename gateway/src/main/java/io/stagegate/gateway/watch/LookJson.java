package io.stagegate.gateway.watch;

import io.stagegate.core.evidence.Alert;
import io.stagegate.core.json.JsonValue;
import io.stagegate.core.json.JsonValue.JsonNumber;
import io.stagegate.core.json.JsonValue.JsonObject;
import io.stagegate.core.json.JsonValue.JsonString;
import io.stagegate.core.watch.Reading;
import io.stagegate.gateway.json.FactJson;
import io.stagegate.gateway.watch.Look.Seen;
import io.stagegate.gateway.watch.Verdict.Said;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** What is seen and said in a watch, as JSON: what is stored, and what the API shows. */
public final class LookJson {
    private static final String SIGNAL = "signal";
    private static final String STATE = "state";
    private static final String VALUE = "value";
    private static final String SAMPLES = "samples";
    private static final String UNIT = "unit";
    private static final String SOURCE = "source";
    private static final String OBSERVED = "observedAt";
    private static final String READINGS = "readings";
    private static final String ALERTS = "alerts";
    private static final String FILES = "files";

    private LookJson() {}

    public static JsonObject write(Seen seen) {
        var out = JsonObject.EMPTY
                .with(READINGS, write(seen.readings()))
                .with(
                        ALERTS,
                        JsonValue.array(
                                seen.alerts().stream().map(LookJson::write).toList()));
        return seen.files().isEmpty()
                ? out
                : out.with(
                        FILES,
                        JsonValue.array(seen.files().stream()
                                .map(fact -> (JsonValue) FactJson.write(fact))
                                .toList()));
    }

    /**
     * The same with what was asked for the readings.
     *
     * @param queries by the names of the signals
     */
    static JsonObject write(Seen seen, Map<String, String> queries) {
        var readings = seen.readings().stream()
                .map(reading -> Optional.ofNullable(queries.get(reading.signal()))
                        .map(query -> write(reading).with("query", query))
                        .orElseGet(() -> write(reading)))
                .toList();
        return write(seen).with(READINGS, JsonValue.array(readings));
    }

    public static Seen readSeen(JsonObject json) {
        return new Seen(
                readReadings(json),
                json.items(ALERTS).stream().map(LookJson::readAlert).toList(),
                json.items(FILES).stream()
                        .map(fact -> FactJson.read((JsonObject) fact, Instant.EPOCH))
                        .toList());
    }

    /** Readings, as {@link #readReadings} finds them. */
    public static JsonObject before(List<Reading> readings) {
        return JsonObject.EMPTY.with(READINGS, write(readings));
    }

    public static List<Reading> readReadings(JsonObject json) {
        return json.items(READINGS).stream().map(LookJson::readReading).toList();
    }

    private static JsonValue write(List<Reading> readings) {
        return JsonValue.array(readings.stream().map(LookJson::write).toList());
    }

    private static JsonObject write(Reading reading) {
        var out = JsonObject.EMPTY.with(SIGNAL, reading.signal()).with(STATE, word(reading.state()));
        return (reading.state() == Reading.State.READ ? out.with(VALUE, figure(reading.value())) : out)
                .with(SAMPLES, JsonValue.of(reading.samples()))
                .with(UNIT, reading.unit())
                .with(SOURCE, reading.source())
                .with(OBSERVED, reading.observedAt().toString());
    }

    /** A state as the API has it: {@code no-data}. */
    public static String word(Reading.State state) {
        return state.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    private static Reading readReading(JsonValue json) {
        var state =
                Reading.State.valueOf(text(json, STATE).toUpperCase(Locale.ROOT).replace('-', '_'));
        return new Reading(
                text(json, SIGNAL),
                state,
                state == Reading.State.READ ? number(json, VALUE) : Double.NaN,
                (long) number(json, SAMPLES),
                text(json, UNIT),
                text(json, SOURCE),
                Instant.parse(text(json, OBSERVED)));
    }

    /** JSON has no number for what is infinite: that is text. */
    private static JsonValue figure(double value) {
        return Double.isFinite(value) ? JsonValue.of(value) : JsonValue.of(Double.toString(value));
    }

    private static JsonObject write(Alert alert) {
        return JsonObject.EMPTY
                .with("name", alert.name())
                .with("severity", alert.severity())
                .with("summary", alert.summary())
                .with("since", alert.since().toString())
                .with(SOURCE, alert.source());
    }

    private static Alert readAlert(JsonValue json) {
        return new Alert(
                text(json, "name"),
                text(json, "severity"),
                text(json, "summary"),
                Instant.parse(text(json, "since")),
                text(json, SOURCE));
    }

    public static JsonObject write(Said said) {
        return JsonObject.EMPTY
                .with("rule", said.rule())
                .with(SOURCE, said.source())
                .with("wants", said.word().word())
                .with("message", said.message());
    }

    private static String text(JsonValue json, String name) {
        return json.text(name).orElseThrow(() -> new IllegalStateException("a stored look lacks " + name));
    }

    private static double number(JsonValue json, String name) {
        return json.get(name)
                .map(value -> switch (value) {
                    case JsonNumber number -> number.doubleValue();
                    case JsonString(var text) -> Double.parseDouble(text);
                    default -> throw new IllegalStateException("a stored look has no figure as its " + name);
                })
                .orElseThrow(() -> new IllegalStateException("a stored look lacks " + name));
    }
}
