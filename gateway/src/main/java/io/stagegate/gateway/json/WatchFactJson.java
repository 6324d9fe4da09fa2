package io.stagegate.gateway.json;

import io.stagegate.core.evidence.Drift;
import io.stagegate.core.evidence.Signal;
import io.stagegate.core.evidence.Watch;
import io.stagegate.core.json.JsonValue;
import io.stagegate.core.json.JsonValue.JsonNumber;
import io.stagegate.core.json.JsonValue.JsonObject;
import io.stagegate.core.json.JsonValue.JsonString;
import io.stagegate.core.watch.Reading.State;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;

/** What is judged, a watch with what is seen of it or a drift, as JSON. */
final class WatchFactJson {
    private WatchFactJson() {}

    static JsonObject write(JsonObject out, Watch w) {
        return FactJson.place(out, w.upstream(), w.workspace(), w.model(), w.target(), w.environment())
                .with("version", w.version())
                .with("previous", w.previous())
                .with("elapsed", w.elapsed().toString())
                .with("look", JsonValue.of(w.look()))
                .with("gap", JsonValue.of(w.gap()))
                .with("settled", JsonValue.of(w.settled()))
                .with("patience", JsonValue.of(w.patience()))
                .with("files", w.files());
    }

    static Watch readWatch(JsonObject json, Instant at) {
        return new Watch(
                Stored.text(json, "upstream"),
                Stored.text(json, "workspace"),
                Stored.text(json, "model"),
                Stored.text(json, "target"),
                Stored.text(json, "environment"),
                Stored.text(json, "version"),
                Stored.text(json, "previous"),
                Duration.parse(Stored.text(json, "elapsed")),
                Stored.number(json, "look"),
                Stored.truth(json, "gap"),
                Stored.truth(json, "settled"),
                Stored.number(json, "patience"),
                Stored.text(json, "files"),
                at);
    }

    static JsonObject write(JsonObject out, Signal s) {
        return out.with("name", s.name())
                .with("state", s.state().name().toLowerCase(Locale.ROOT))
                .with("value", FactJson.number(s.value()))
                .with("before", FactJson.number(s.before()))
                .with("samples", JsonValue.of(s.samples()))
                .with("age", s.age().toString())
                .with("unit", s.unit())
                .with("source", s.source())
                .with("missing", JsonValue.of(s.missing()))
                .with(
                        "recent",
                        JsonValue.array(
                                s.recent().stream().map(FactJson::number).toList()));
    }

    static Signal readSignal(JsonObject json) {
        return new Signal(
                Stored.text(json, "name"),
                State.valueOf(Stored.text(json, "state").toUpperCase(Locale.ROOT)),
                Stored.figure(json, "value"),
                Stored.figure(json, "before"),
                Stored.count(json, "samples"),
                Duration.parse(Stored.text(json, "age")),
                Stored.text(json, "unit"),
                Stored.text(json, "source"),
                Stored.number(json, "missing"),
                json.items("recent").stream().map(WatchFactJson::figure).toList());
    }

    static JsonObject write(JsonObject out, Drift d) {
        return FactJson.place(out, d.upstream(), d.workspace(), d.model(), d.target(), d.environment())
                .with("version", d.version())
                .with("previous", d.previous());
    }

    static Drift readDrift(JsonObject json, Instant at) {
        return new Drift(
                Stored.text(json, "upstream"),
                Stored.text(json, "workspace"),
                Stored.text(json, "model"),
                Stored.text(json, "target"),
                Stored.text(json, "environment"),
                Stored.text(json, "version"),
                Stored.text(json, "previous"),
                at);
    }

    private static double figure(JsonValue value) {
        return switch (value) {
            case JsonNumber number -> number.doubleValue();
            case JsonString(var text) -> Double.parseDouble(text);
            default -> throw new IllegalStateException("a stored signal has no figures");
        };
    }
}
