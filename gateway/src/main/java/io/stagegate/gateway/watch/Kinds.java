package io.stagegate.gateway.watch;

import io.stagegate.core.evidence.Alert;
import io.stagegate.core.watch.Reading;
import io.stagegate.gateway.watch.Look.Seen;
import java.util.Comparator;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What readings are like, without their values: which signals have one and which have none, and why, and which alerts fire. Who has
 * answered a question is not asked it again because a figure has moved, and is because a signal that was there has gone.
 */
final class Kinds {
    private Kinds() {}

    static String of(Seen seen) {
        var readings = seen.readings().stream()
                .sorted(Comparator.comparing(Reading::signal))
                .map(r -> r.signal() + "=" + LookJson.word(r.state()));
        var alerts = seen.alerts().stream().map(Alert::name).distinct().sorted().map(name -> "alert " + name);
        return Stream.concat(readings, alerts).collect(Collectors.joining(", "));
    }
}
