package io.stagegate.rules.cases;

import io.stagegate.core.evidence.Signal;
import io.stagegate.core.evidence.Watch;
import io.stagegate.core.watch.Reading;
import io.stagegate.core.watch.Reading.State;
import io.stagegate.core.watch.WatchPlan;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What looks at a watch are like unless a case says otherwise: an hour after the promotion, with nothing that disturbs. */
final class Usual {
    private static final Map<String, Object> WATCH =
            Map.of("elapsed", Duration.ofHours(1), "look", 1, "settled", true, "patience", WatchPlan.PATIENCE);
    private static final Map<String, Object> SIGNAL = Map.of(
            "value", Double.NaN,
            "before", Double.NaN,
            "samples", Reading.UNCOUNTED,
            "age", Duration.ZERO,
            "recent", List.of());

    private Usual() {}

    /** A component that is not written; empty where it is as with all facts. */
    static Optional<Object> of(FactNode fact, String component) {
        if (fact.kind() == Watch.class) {
            return Optional.ofNullable(WATCH.get(component));
        }
        if (fact.kind() != Signal.class) {
            return Optional.empty();
        }
        var read = fact.written().containsKey("value");
        return switch (component) {
            case "state" -> Optional.of(read ? State.READ : State.NO_DATA);
            case "missing" -> Optional.of(read ? 0 : 1);
            default -> Optional.ofNullable(SIGNAL.get(component));
        };
    }
}
