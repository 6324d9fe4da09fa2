package io.stagegate.gateway.json;

import io.stagegate.core.evidence.Deployment;
import io.stagegate.core.evidence.Fact;
import io.stagegate.core.evidence.Metric;
import io.stagegate.core.evidence.ModelVersion;
import io.stagegate.core.evidence.Param;
import io.stagegate.core.evidence.Promotion;
import io.stagegate.core.evidence.Requester;
import io.stagegate.core.evidence.Restore;
import io.stagegate.core.evidence.Risk;
import io.stagegate.core.evidence.Tag;
import io.stagegate.core.evidence.Unavailable;
import io.stagegate.core.evidence.Version;
import io.stagegate.core.json.JsonValue;
import io.stagegate.core.json.JsonValue.JsonObject;
import java.util.Collection;
import java.util.Locale;

/** Facts as JSON: the fact's kind under {@code fact}, then its components, but for the time it was asked for. */
public final class FactJson {
    private FactJson() {}

    /** A fact without times, so that asking again later gives the same. */
    public static JsonObject write(Fact fact) {
        var out = JsonObject.EMPTY.with("fact", fact.getClass().getSimpleName());
        return switch (fact) {
            case Promotion p ->
                place(out, p.upstream(), p.workspace(), p.model(), p.target(), p.environment())
                        .with("action", p.action().word())
                        .with("operation", p.operation());
            case Restore r ->
                place(out, r.upstream(), r.workspace(), r.model(), r.target(), r.environment())
                        .with("snapshot", r.snapshot())
                        .with("forced", JsonValue.of(r.forced()));
            case ModelVersion v -> version(out, v);
            case Metric m ->
                of(out, m.of())
                        .with("name", m.name())
                        .with("value", number(m.value()))
                        .with("dataset", m.dataset());
            case Param p -> of(out, p.of()).with("name", p.name()).with("value", p.value());
            case Tag t ->
                of(out, t.of())
                        .with("on", t.on().name().toLowerCase(Locale.ROOT))
                        .with("name", t.name())
                        .with("value", t.value());
            case Deployment d ->
                of(out, d.of())
                        .with("environment", d.environment())
                        .with("target", d.target())
                        .with("current", JsonValue.of(d.current()));
            case Requester r ->
                out.with("id", r.id()).with("groups", strings(r.groups())).with("verified", JsonValue.of(r.verified()));
            case Unavailable u -> of(out, u.of()).with("name", u.name()).with("why", u.why());
            case Risk(var score) -> out.with("score", JsonValue.of(score));
        };
    }

    private static JsonObject place(
            JsonObject out, String upstream, String workspace, String model, String target, String environment) {
        return out.with("upstream", upstream)
                .with("workspace", workspace)
                .with("model", model)
                .with("target", target)
                .with("environment", environment);
    }

    private static JsonObject version(JsonObject out, ModelVersion v) {
        return of(out, v.of())
                .with("model", v.model())
                .with("version", v.version())
                .with("stage", v.stage())
                .with("aliases", strings(v.aliases()))
                .with("runId", v.runId())
                .with("source", v.source())
                .with("createdAt", v.createdAt().toString());
    }

    private static JsonObject of(JsonObject out, Version version) {
        return out.with("of", version.name().toLowerCase(Locale.ROOT));
    }

    /** A number; NaN and the infinities as text, for which JSON has no number. */
    private static JsonValue number(double value) {
        return Double.isFinite(value) ? JsonValue.of(value) : JsonValue.of(Double.toString(value));
    }

    /** Texts as an array in natural order. */
    static JsonValue strings(Collection<String> values) {
        return JsonValue.array(values.stream().sorted().map(JsonValue::of).toList());
    }
}
