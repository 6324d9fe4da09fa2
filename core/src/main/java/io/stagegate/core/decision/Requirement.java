package io.stagegate.core.decision;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Who must approve before a held promotion goes on. Every quorum must be met, and one person fills one place only.
 *
 * @param quorums all of them must be met; never empty
 * @param within how long the hold waits; the upstream's setting where empty
 * @param denials how many rejections end the hold, at least 1
 */
public record Requirement(List<Quorum> quorums, Optional<Duration> within, int denials) {
    public Requirement {
        quorums = List.copyOf(quorums);
        if (quorums.isEmpty() || denials < 1) {
            throw new IllegalArgumentException("a requirement needs at least one quorum and one denial");
        }
    }

    /** Both: all quorums, the shorter time, the fewer denials. A quorum that both name the same way counts once, at its larger. */
    public Requirement and(Requirement other) {
        var merged = new ArrayList<>(quorums);
        for (var quorum : other.quorums) {
            var same = merged.stream()
                    .filter(q -> q.group().equals(quorum.group()))
                    .findFirst();
            same.ifPresentOrElse(
                    q -> merged.set(merged.indexOf(q), new Quorum(Math.max(q.count(), quorum.count()), q.group())),
                    () -> merged.add(quorum));
        }
        var shortest = within.isPresent() && other.within.isPresent()
                ? Optional.of(within.get().compareTo(other.within.get()) <= 0 ? within.get() : other.within.get())
                : within.or(other::within);
        return new Requirement(merged, shortest, Math.min(denials, other.denials));
    }

    @Override
    public String toString() {
        return quorums.stream().map(Quorum::toString).collect(Collectors.joining(" and "));
    }
}
