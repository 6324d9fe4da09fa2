package io.stagegate.gateway.watch;

import io.stagegate.core.watch.Reading;
import java.util.List;

/**
 * What the rules judge of.
 *
 * @param watch what is watched
 * @param version the version that serves
 * @param before what the signals were before the promotion
 * @param now this look
 * @param earlier the looks before it that nothing is missing between, the last one first
 */
public record Scene(Watched watch, String version, List<Reading> before, Look now, List<Look> earlier) {
    public Scene {
        before = List.copyOf(before);
        earlier = List.copyOf(earlier);
    }
}
