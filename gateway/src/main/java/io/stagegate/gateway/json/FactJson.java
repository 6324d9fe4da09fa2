package io.stagegate.gateway.json;

import io.stagegate.core.Action;
import io.stagegate.core.evidence.Alert;
import io.stagegate.core.evidence.Artifacts;
import io.stagegate.core.evidence.Deployment;
import io.stagegate.core.evidence.Drift;
import io.stagegate.core.evidence.Fact;
import io.stagegate.core.evidence.Metric;
import io.stagegate.core.evidence.ModelVersion;
import io.stagegate.core.evidence.NoWayBack;
import io.stagegate.core.evidence.Param;
import io.stagegate.core.evidence.Promotion;
import io.stagegate.core.evidence.Requester;
import io.stagegate.core.evidence.Restore;
import io.stagegate.core.evidence.Risk;
import io.stagegate.core.evidence.Rollback;
import io.stagegate.core.evidence.Signal;
import io.stagegate.core.evidence.Tag;
import io.stagegate.core.evidence.Unavailable;
import io.stagegate.core.evidence.Version;
import io.stagegate.core.evidence.Waiver;
import io.stagegate.core.evidence.Watch;
import io.stagegate.core.json.JsonValue;
import io.stagegate.core.json.JsonValue.JsonObject;
import java.time.Instant;
import java.util.Collection;
import java.util.Locale;
import java.util.Set;

/**
 * Facts as JSON: the fact's kind under {@code fact}, then its components, but for the time that the change was asked for at.
 * Nothing in it follows from the clock alone, so that asking again later gives the same. Times that are not known are left
 * out.
 */
public final class FactJson {
    private FactJson() {}

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
            case Metric m -> metric(out, m);
            case Param p -> of(out, p.of()).with("name", p.name()).with("value", p.value());
            case Tag t ->
                of(out, t.of()).with("on", word(t.on())).with("name", t.name()).with("value", t.value());
            case Deployment d -> deployment(out, d);
            case Rollback r -> rollback(out, r);
            case Artifacts a ->
                of(out, a.of())
                        .with("digest", a.digest())
                        .with("files", JsonValue.of(a.files()))
                        .with("bytes", JsonValue.of(a.bytes()));
            case NoWayBack(var why) -> out.with("why", why);
            case Alert a -> alert(out, a);
            case Watch w -> WatchFactJson.write(out, w);
            case Signal s -> WatchFactJson.write(out, s);
            case Drift d -> WatchFactJson.write(out, d);
            case Waiver w -> waiver(out, w);
            case Requester r ->
                out.with("id", r.id()).with("groups", strings(r.groups())).with("verified", JsonValue.of(r.verified()));
            case Unavailable u -> of(out, u.of()).with("name", u.name()).with("why", u.why());
            case Risk(var score) -> out.with("score", JsonValue.of(score));
        };
    }

    /**
     * The fact that was written.
     *
     * @param at when the change was asked for
     */
    public static Fact read(JsonObject json, Instant at) {
        return switch (Stored.text(json, "fact")) {
            case "Promotion" -> readPromotion(json, at);
            case "Restore" -> readRestore(json, at);
            case "ModelVersion" -> readVersion(json);
            case "Metric" ->
                new Metric(
                        readOf(json),
                        Stored.text(json, "name"),
                        Stored.figure(json, "value"),
                        Stored.text(json, "dataset"),
                        Stored.time(json, "at", Instant.EPOCH));
            case "Param" -> new Param(readOf(json), Stored.text(json, "name"), Stored.text(json, "value"));
            case "Tag" -> readTag(json);
            case "Deployment" -> readDeployment(json);
            case "Rollback" -> readRollback(json);
            case "Artifacts" -> readArtifacts(json);
            case "NoWayBack" -> new NoWayBack(Stored.text(json, "why"));
            case "Alert" -> readAlert(json);
            case "Watch" -> WatchFactJson.readWatch(json, at);
            case "Signal" -> WatchFactJson.readSignal(json);
            case "Drift" -> WatchFactJson.readDrift(json, at);
            case "Waiver" -> readWaiver(json);
            case "Requester" ->
                new Requester(
                        Stored.text(json, "id"),
                        Set.copyOf(Stored.texts(json, "groups")),
                        Stored.truth(json, "verified"));
            case "Unavailable" -> new Unavailable(Stored.text(json, "name"), readOf(json), Stored.text(json, "why"));
            case "Risk" -> new Risk(Stored.number(json, "score"));
            case String other -> throw new IllegalStateException("stored fact of unknown kind " + other);
        };
    }

    private static JsonObject rollback(JsonObject out, Rollback rollback) {
        return out.with("version", rollback.version())
                .with("environment", rollback.environment())
                .with("target", rollback.target())
                .with("at", rollback.at().toString());
    }

    private static Rollback readRollback(JsonObject json) {
        return new Rollback(
                Stored.text(json, "version"),
                Stored.text(json, "environment"),
                Stored.text(json, "target"),
                Stored.time(json, "at"));
    }

    private static Artifacts readArtifacts(JsonObject json) {
        return new Artifacts(
                readOf(json), Stored.text(json, "digest"), Stored.count(json, "files"), Stored.count(json, "bytes"));
    }

    private static JsonObject alert(JsonObject out, Alert alert) {
        return out.with("name", alert.name())
                .with("severity", alert.severity())
                .with("summary", alert.summary())
                .with("since", alert.since().toString())
                .with("source", alert.source());
    }

    private static Alert readAlert(JsonObject json) {
        return new Alert(
                Stored.text(json, "name"),
                Stored.text(json, "severity"),
                Stored.text(json, "summary"),
                Stored.time(json, "since"),
                Stored.text(json, "source"));
    }

    private static JsonObject waiver(JsonObject out, Waiver waiver) {
        return out.with("rule", waiver.rule())
                .with("target", waiver.target())
                .with("approvedBy", waiver.approvedBy())
                .with("reason", waiver.reason())
                .with("until", waiver.until().toString());
    }

    static JsonObject place(
            JsonObject out, String upstream, String workspace, String model, String target, String environment) {
        return out.with("upstream", upstream)
                .with("workspace", workspace)
                .with("model", model)
                .with("target", target)
                .with("environment", environment);
    }

    private static Promotion readPromotion(JsonObject json, Instant at) {
        return new Promotion(
                Action.valueOf(Stored.text(json, "action").toUpperCase(Locale.ROOT)),
                Stored.text(json, "operation"),
                Stored.text(json, "upstream"),
                Stored.text(json, "workspace"),
                Stored.text(json, "model"),
                Stored.text(json, "target"),
                Stored.text(json, "environment"),
                at);
    }

    private static Restore readRestore(JsonObject json, Instant at) {
        return new Restore(
                Stored.text(json, "upstream"),
                Stored.text(json, "workspace"),
                Stored.text(json, "model"),
                Stored.text(json, "target"),
                Stored.text(json, "environment"),
                Stored.text(json, "snapshot"),
                Stored.truth(json, "forced"),
                at);
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

    private static ModelVersion readVersion(JsonObject json) {
        return new ModelVersion(
                readOf(json),
                Stored.text(json, "model"),
                Stored.text(json, "version"),
                Stored.text(json, "stage"),
                Set.copyOf(Stored.texts(json, "aliases")),
                Stored.text(json, "runId"),
                Stored.text(json, "source"),
                Stored.time(json, "createdAt"));
    }

    private static JsonObject metric(JsonObject out, Metric metric) {
        var known = of(out, metric.of())
                .with("name", metric.name())
                .with("value", number(metric.value()))
                .with("dataset", metric.dataset());
        return unless(known, "at", metric.at(), Instant.EPOCH);
    }

    private static JsonObject deployment(JsonObject out, Deployment deployment) {
        var known = of(out, deployment.of())
                .with("environment", deployment.environment())
                .with("target", deployment.target())
                .with("current", JsonValue.of(deployment.current()));
        return unless(
                unless(known, "since", deployment.since(), Instant.MAX), "until", deployment.until(), Instant.MAX);
    }

    private static Tag readTag(JsonObject json) {
        return new Tag(
                readOf(json),
                Tag.On.valueOf(Stored.text(json, "on").toUpperCase(Locale.ROOT)),
                Stored.text(json, "name"),
                Stored.text(json, "value"));
    }

    private static Deployment readDeployment(JsonObject json) {
        return new Deployment(
                readOf(json),
                Stored.text(json, "environment"),
                Stored.text(json, "target"),
                Stored.truth(json, "current"),
                Stored.time(json, "since", Instant.MAX),
                Stored.time(json, "until", Instant.MAX));
    }

    private static Waiver readWaiver(JsonObject json) {
        return new Waiver(
                Stored.text(json, "rule"),
                Stored.text(json, "target"),
                Stored.text(json, "approvedBy"),
                Stored.text(json, "reason"),
                Stored.time(json, "until"));
    }

    private static JsonObject unless(JsonObject out, String name, Instant time, Instant unknown) {
        return time.equals(unknown) ? out : out.with(name, time.toString());
    }

    private static JsonObject of(JsonObject out, Version version) {
        return out.with("of", word(version));
    }

    private static Version readOf(JsonObject json) {
        return Version.valueOf(Stored.text(json, "of").toUpperCase(Locale.ROOT));
    }

    private static String word(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }

    /** A number; as text what JSON has no number for, or what the database does not keep of one: NaN, the infinities and minus zero. */
    static JsonValue number(double value) {
        var plain = Double.isFinite(value) && !Double.valueOf(value).equals(-0.0);
        return plain ? JsonValue.of(value) : JsonValue.of(Double.toString(value));
    }

    /** Texts as an array in natural order. */
    static JsonValue strings(Collection<String> values) {
        return JsonValue.texts(values.stream().sorted().toList());
    }
}
