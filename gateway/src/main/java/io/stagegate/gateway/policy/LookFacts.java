package io.stagegate.gateway.policy;

import io.stagegate.core.evidence.Fact;
import io.stagegate.core.evidence.Signal;
import io.stagegate.core.evidence.Watch;
import io.stagegate.core.watch.Reading;
import io.stagegate.core.watch.Reading.State;
import io.stagegate.gateway.watch.Look;
import io.stagegate.gateway.watch.Scene;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** What rules see of a look. */
final class LookFacts {
    private LookFacts() {}

    static List<Fact> of(Scene scene) {
        var facts = new ArrayList<Fact>();
        facts.add(watch(scene));
        scene.now().seen().readings().forEach(reading -> facts.add(signal(scene, reading)));
        facts.addAll(scene.now().seen().alerts());
        facts.addAll(scene.now().seen().files());
        return facts;
    }

    private static Watch watch(Scene scene) {
        var watch = scene.watch();
        var target = watch.change().target();
        var elapsed = Duration.between(watch.begunAt(), scene.now().at());
        return new Watch(
                target.upstream(),
                target.workspace(),
                target.model(),
                target.toString(),
                watch.change().environment(),
                scene.version(),
                watch.change().baseline(),
                elapsed.isNegative() ? Duration.ZERO : elapsed,
                watch.looks() + 1,
                scene.now().gap(),
                !watch.settling(scene.now().at()),
                watch.plan().patience(),
                watch.files(),
                scene.now().at());
    }

    private static Signal signal(Scene scene, Reading reading) {
        var course = Stream.concat(Stream.of(scene.now()), scene.earlier().stream())
                .limit(Signal.LOOKS)
                .map(look -> in(look, reading.signal()))
                .toList();
        var before = scene.before().stream()
                .filter(r -> r.signal().equals(reading.signal()))
                .mapToDouble(Reading::value)
                .findFirst()
                .orElse(Double.NaN);
        var age = Duration.between(reading.observedAt(), scene.now().at());
        return new Signal(
                reading.signal(),
                reading.state(),
                reading.value(),
                before,
                reading.samples(),
                age.isNegative() ? Duration.ZERO : age,
                reading.unit(),
                reading.source(),
                (int) course.stream().takeWhile(LookFacts::nothing).count(),
                course.stream()
                        .map(r -> r.map(Reading::value).orElse(Double.NaN))
                        .toList());
    }

    private static Optional<Reading> in(Look look, String signal) {
        return look.seen().readings().stream()
                .filter(r -> r.signal().equals(signal))
                .findFirst();
    }

    private static boolean nothing(Optional<Reading> reading) {
        return reading.filter(r -> r.state() == State.READ).isEmpty();
    }
}
