package io.stagegate.benchmarks.replay;

import io.stagegate.core.Action;
import io.stagegate.core.decision.DecisionPoint;
import io.stagegate.core.evidence.Deployment;
import io.stagegate.core.evidence.Fact;
import io.stagegate.core.evidence.Metric;
import io.stagegate.core.evidence.ModelVersion;
import io.stagegate.core.evidence.Param;
import io.stagegate.core.evidence.Promotion;
import io.stagegate.core.evidence.Requester;
import io.stagegate.core.evidence.Tag;
import io.stagegate.core.evidence.Version;
import io.stagegate.core.json.JsonValue;
import io.stagegate.core.json.JsonValue.JsonObject;
import io.stagegate.gateway.json.DecisionJson;
import io.stagegate.gateway.json.FactJson;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;

/** Decisions that a policy set has made on made-up promotions, each unlike the others, as the API tells them. */
final class Corpus {
    private static final Instant FIRST = Instant.parse("2026-10-27T00:00:00Z");

    private final DecisionPoint policy;
    private final Random random = new Random(6);

    Corpus(DecisionPoint policy) {
        this.policy = policy;
    }

    void write(Path file, int decisions) throws IOException {
        try (var out = Files.newBufferedWriter(file)) {
            for (var n = 0; n < decisions; n++) {
                out.write(line(n).toJson());
                out.newLine();
            }
        }
    }

    private JsonObject line(int n) {
        var at = FIRST.plusSeconds(20L * n);
        var facts = facts("model-" + n % 400, at);
        var target = JsonObject.EMPTY
                .with("target", "registry/model-" + n % 400 + "@champion")
                .with(
                        "facts",
                        JsonValue.array(facts.stream().map(FactJson::write).toList()));
        return JsonObject.EMPTY
                .with("promotion", "p-" + n)
                .with("phase", "request")
                .with("askedAt", at.toString())
                .with("decidedAt", at.plusMillis(40).toString())
                .with("upstream", "registry")
                .with("model", "model-" + n % 400)
                .with("operation", "mlflow:set-alias")
                .with("decision", DecisionJson.write(policy.decide(facts)))
                .with("targets", JsonValue.array(List.of(target)));
    }

    private List<Fact> facts(String model, Instant at) {
        var facts = new ArrayList<Fact>();
        facts.add(new Promotion(
                Action.PROMOTE,
                "mlflow:set-alias",
                "registry",
                "",
                model,
                "registry/" + model + "@champion",
                "production",
                at));
        facts.add(new Requester("mia", Set.of("data-science"), true));
        for (var of : Version.values()) {
            var number = of == Version.CANDIDATE ? "2" : "1";
            var run = "run" + number;
            facts.add(new ModelVersion(
                    of, model, number, "None", Set.of(), run, "runs:/" + run + "/model", at.minus(Duration.ofDays(9))));
            facts.add(new Metric(of, "accuracy", 0.8 + random.nextInt(200) / 1_000.0, "", at.minusSeconds(900)));
            facts.add(new Param(of, "algorithm", random.nextInt(10) == 0 ? "forest" : "boosting"));
            facts.add(new Param(of, "depth", String.valueOf(random.nextInt(9))));
            facts.add(new Param(of, "rate", "0.1"));
            facts.add(new Tag(of, Tag.On.RUN, "mlflow.user", "mia"));
            facts.add(new Tag(of, Tag.On.RUN, "mlflow.source.name", "train.py"));
        }
        if (random.nextInt(10) > 0) {
            facts.add(new Deployment(
                    Version.CANDIDATE,
                    "staging",
                    "registry/" + model + "@challenger",
                    true,
                    at.minus(Duration.ofHours(random.nextInt(72))),
                    Instant.MAX));
        }
        facts.add(Deployment.undated(Version.BASELINE, "production", "registry/" + model + "@champion", true));
        return facts;
    }
}
