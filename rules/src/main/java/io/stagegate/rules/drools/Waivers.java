package io.stagegate.rules.drools;

import io.stagegate.core.evidence.Drift;
import io.stagegate.core.evidence.Fact;
import io.stagegate.core.evidence.Promotion;
import io.stagegate.core.evidence.Restore;
import io.stagegate.core.evidence.Waiver;
import io.stagegate.core.evidence.Watch;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Which rules do not decide in a decision. */
final class Waivers {
    private Waivers() {}

    /** What is asked for, as far as waivers are about it. */
    private record Asked(String target, Instant at) {
        static Stream<Asked> of(Fact fact) {
            return switch (fact) {
                case Promotion p -> Stream.of(new Asked(p.target(), p.at()));
                case Restore r -> Stream.of(new Asked(r.target(), r.at()));
                case Watch w -> Stream.of(new Asked(w.target(), w.at()));
                case Drift d -> Stream.of(new Asked(d.target(), d.at()));
                default -> Stream.empty();
            };
        }

        boolean waives(Waiver waiver) {
            return waiver.target().equals(target) && at.isBefore(waiver.until());
        }
    }

    /** Ids of rules that a waiver is there for, which is about the target and has not run out when it is asked. */
    static Set<String> of(List<Fact> facts) {
        var waivers = facts.stream()
                .filter(Waiver.class::isInstance)
                .map(Waiver.class::cast)
                .toList();
        if (waivers.isEmpty()) {
            return Set.of();
        }
        var asked = facts.stream().flatMap(Asked::of).toList();
        return waivers.stream()
                .filter(w -> asked.stream().anyMatch(a -> a.waives(w)))
                .map(Waiver::rule)
                .collect(Collectors.toUnmodifiableSet());
    }
}
