package io.stagegate.benchmarks.watches;

import io.stagegate.core.Action;
import io.stagegate.core.decision.DecisionPoint;
import io.stagegate.core.evidence.Fact;
import io.stagegate.core.evidence.Metric;
import io.stagegate.core.evidence.Promotion;
import io.stagegate.core.evidence.Requester;
import io.stagegate.core.evidence.Version;
import io.stagegate.core.json.JsonValue.JsonArray;
import io.stagegate.core.watch.Reading;
import io.stagegate.gateway.watch.Judging;
import io.stagegate.gateway.watch.Scene;
import io.stagegate.gateway.watch.Verdict;
import io.stagegate.gateway.watch.Verdict.Word;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** Judges each look at the cost of a decision: the rules are run over its readings, and whatever they say, nothing is to be done. */
record Judge(DecisionPoint rules) implements Judging {

    @Override
    public boolean ready() {
        return true;
    }

    @Override
    public boolean readFiles() {
        return false;
    }

    @Override
    public Verdict judge(Scene scene) {
        var _ = rules.decide(facts(scene));
        return new Verdict(Word.LEAVE, List.of(), JsonArray.EMPTY, rules.digest());
    }

    private static List<Fact> facts(Scene scene) {
        var change = scene.watch().change();
        var target = change.target();
        var out = new ArrayList<Fact>();
        out.add(new Promotion(
                Action.PROMOTE,
                "mlflow:set-alias",
                target.upstream(),
                target.workspace(),
                target.model(),
                target.toString(),
                change.environment(),
                scene.now().at()));
        out.add(new Requester("ann", Set.of(), true));
        scene.before().stream()
                .map(reading -> metric(Version.BASELINE, reading))
                .forEach(out::add);
        Stream.concat(Stream.of(scene.now()), scene.earlier().stream())
                .flatMap(look -> look.seen().readings().stream())
                .map(reading -> metric(Version.CANDIDATE, reading))
                .forEach(out::add);
        return out;
    }

    private static Metric metric(Version of, Reading reading) {
        return new Metric(of, reading.signal(), reading.value(), "", reading.observedAt());
    }
}
