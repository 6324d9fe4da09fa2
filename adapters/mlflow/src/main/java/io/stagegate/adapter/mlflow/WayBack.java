package io.stagegate.adapter.mlflow;

import io.stagegate.adapter.mlflow.ArtifactListing.Listed;
import io.stagegate.core.Slot;
import io.stagegate.core.evidence.Artifacts;
import io.stagegate.core.evidence.Fact;
import io.stagegate.core.evidence.NoWayBack;
import io.stagegate.core.evidence.Unavailable;
import io.stagegate.core.evidence.Version;
import io.stagegate.core.json.JsonValue;
import io.stagegate.core.platform.Answer;
import io.stagegate.core.platform.Change;
import io.stagegate.core.platform.Inquiry;
import io.stagegate.core.platform.TargetChange;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;

/** Tries beforehand whether what serves could be put back: whether its version stays, and its run and its files are there. */
final class WayBack {
    private WayBack() {}

    /** What a change takes away for good, whatever is there now. */
    static List<Fact> taken(Change change, TargetChange target) {
        var before = target.before().versions();
        var slot = target.target().slot();
        if (slot instanceof Slot.Numbered || slot instanceof Slot.Whole || before.isEmpty()) {
            return List.of();
        }
        var operation = Operation.of(change.operation());
        if (operation.equals(Optional.of(Operation.DELETE_MODEL))) {
            return List.of(new NoWayBack("a model that is deleted cannot be made again as it was"));
        }
        return change.parameters()
                .text("version")
                .filter(version -> operation.equals(Optional.of(Operation.DELETE_VERSION)) && before.contains(version))
                .<List<Fact>>map(version ->
                        List.of(new NoWayBack("version " + version + " is deleted, and MLflow does not make it again")))
                .orElse(List.of());
    }

    /** What is there of one of the two versions; of the one that serves, also what is missing. */
    static Inquiry<List<Fact>> kept(MlflowApi api, String model, Version of, MlflowVersion version) {
        var place = api.get("model-versions/get-download-uri", "name", model, "version", version.number());
        var run = version.runId().isEmpty()
                ? List.of(place)
                : List.of(place, api.get("runs/get", "run_id", version.runId()));
        return Inquiry.readAll(run, answers -> {
            var made =
                    answers.size() > 1 ? body(answers.get(1)).flatMap(b -> b.get("run")) : Optional.<JsonValue>empty();
            var uri = body(answers.getFirst())
                    .flatMap(b -> b.text("artifact_uri"))
                    .orElse(version.source());
            return ArtifactListing.of(api, uri, made).map(listed -> facts(of, version, made, listed));
        });
    }

    /** The files of a version that serves, as those of a candidate. */
    static Inquiry<List<Fact>> files(MlflowApi api, String model, String number) {
        return RegisteredModel.load(api, model)
                .then(found -> found.flatMap(m -> m.version(number))
                        .map(version -> kept(api, model, Version.CANDIDATE, version))
                        .orElseGet(() -> Inquiry.done(List.of(new Unavailable(
                                Artifacts.class.getSimpleName(),
                                Version.CANDIDATE,
                                "version " + number + " is not registered any more")))));
    }

    private static Optional<JsonValue> body(Answer answer) {
        return answer instanceof Answer.Replied(var status, var body) && status == 200
                ? Optional.of(body)
                : Optional.empty();
    }

    private static List<Fact> facts(Version of, MlflowVersion version, Optional<JsonValue> run, Listed listed) {
        var facts = new ArrayList<Fact>();
        var deleted = run.flatMap(r -> r.get("info"))
                .flatMap(i -> i.text("lifecycle_stage"))
                .filter("deleted"::equals);
        if (of == Version.BASELINE && deleted.isPresent()) {
            facts.add(new NoWayBack("the run that made version " + version.number()
                    + " is deleted, and its files go with it at the next mlflow gc"));
        }
        switch (listed) {
            case Listed.Files(var sizes) -> {
                facts.add(artifacts(of, sizes));
                if (of == Version.BASELINE && sizes.isEmpty()) {
                    facts.add(new NoWayBack("MLflow lists no files of version " + version.number()));
                }
            }
            case Listed.Unlisted(var why) -> facts.add(new Unavailable(Artifacts.class.getSimpleName(), of, why));
        }
        return facts;
    }

    private static Artifacts artifacts(Version of, SortedMap<String, Long> sizes) {
        try {
            var digest = MessageDigest.getInstance("SHA-256");
            sizes.forEach((path, size) -> digest.update((path + "\0" + size + "\n").getBytes(StandardCharsets.UTF_8)));
            var bytes = sizes.values().stream().mapToLong(Long::longValue).sum();
            return new Artifacts(of, "sha256:" + HexFormat.of().formatHex(digest.digest()), sizes.size(), bytes);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
