package io.stagegate.adapter.mlflow;

import io.stagegate.core.evidence.Fact;
import io.stagegate.core.evidence.Metric;
import io.stagegate.core.evidence.Param;
import io.stagegate.core.evidence.Tag;
import io.stagegate.core.evidence.Version;
import io.stagegate.core.json.JsonValue;
import io.stagegate.core.json.JsonValue.JsonNumber;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Metrics, parameters and tags of one version. What its logged model (MLflow 3) says goes before what its run says, because
 * a run may have made several models.
 */
final class Figures {
    /** What a double holds to the millisecond; it is in the year 287396. */
    private static final double LAST_MILLIS = 0x1p53;

    private final Version of;
    private final Map<String, Sample> metrics = new TreeMap<>();
    private final Map<String, String> params = new TreeMap<>();
    private final Map<String, String> tags = new TreeMap<>();

    private record Sample(String name, String dataset, double value, double step, double time, Instant at) {
        boolean before(Sample other) {
            return step < other.step || (step == other.step && time <= other.time);
        }
    }

    Figures(Version of) {
        this.of = of;
    }

    void addModel(JsonValue model) {
        model.get("data").ifPresent(this::addData);
        model.get("info").ifPresent(info -> tags.putAll(MlflowVersion.tags(info)));
        // The server's own book of where it is registered: it changes by every registration and says nothing of the
        // model.
        tags.remove("mlflow.modelVersions");
    }

    void addRun(JsonValue run) {
        run.get("data").ifPresent(data -> {
            var known = new LinkedHashMap<>(metrics);
            var names = known.values().stream().map(Sample::name).toList();
            data.items("metrics").stream()
                    .flatMap(m -> sample(m).stream())
                    .filter(s -> !names.contains(s.name()))
                    .forEach(this::add);
            data.items("params")
                    .forEach(p -> p.text("key")
                            .ifPresent(
                                    k -> params.putIfAbsent(k, p.text("value").orElse(""))));
            MlflowVersion.tags(data).forEach(tags::putIfAbsent);
        });
    }

    private void addData(JsonValue data) {
        data.items("metrics").stream().flatMap(m -> sample(m).stream()).forEach(this::add);
        data.items("params")
                .forEach(p -> p.text("key")
                        .ifPresent(k -> params.put(k, p.text("value").orElse(""))));
    }

    /** The last value counts: the highest step, and of one step the latest time. */
    private void add(Sample sample) {
        metrics.merge(sample.name() + "\n" + sample.dataset(), sample, (old, now) -> old.before(now) ? now : old);
    }

    private static Optional<Sample> sample(JsonValue metric) {
        return metric.text("key")
                .map(name -> new Sample(
                        name,
                        metric.text("dataset_name").orElse(""),
                        number(metric, "value", Double.NaN),
                        number(metric, "step", 0),
                        number(metric, "timestamp", 0),
                        at(metric)));
    }

    /** When it was logged; nothing that a rule could take for fresh where that is no time. */
    private static Instant at(JsonValue metric) {
        var millis = number(metric, "timestamp", 0);
        return Math.abs(millis) <= LAST_MILLIS ? Instant.ofEpochMilli((long) millis) : Instant.EPOCH;
    }

    /** Protocol buffers' JSON mapping writes NaN and infinities as texts, and 64-bit integers too. */
    private static double number(JsonValue json, String field, double otherwise) {
        return json.get(field)
                .map(value -> switch (value) {
                    case JsonNumber number -> number.doubleValue();
                    case JsonValue.JsonString(var text) -> parsed(text);
                    case JsonValue.JsonObject _, JsonValue.JsonArray _, JsonValue.JsonBoolean _, JsonValue.JsonNull _ ->
                        Double.NaN;
                })
                .orElse(otherwise);
    }

    private static double parsed(String text) {
        try {
            return Double.parseDouble(text);
        } catch (NumberFormatException e) {
            return Double.NaN;
        }
    }

    List<Fact> facts() {
        var out = new ArrayList<Fact>();
        metrics.values().forEach(s -> out.add(new Metric(of, s.name(), s.value(), s.dataset(), s.at())));
        params.forEach((name, value) -> out.add(new Param(of, name, value)));
        tags.forEach((name, value) -> out.add(new Tag(of, Tag.On.RUN, name, value)));
        return out;
    }
}
