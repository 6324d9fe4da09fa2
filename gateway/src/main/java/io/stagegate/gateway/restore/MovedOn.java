package io.stagegate.gateway.restore;

import io.stagegate.core.platform.ReadBack;
import io.stagegate.core.platform.TargetChange;
import io.stagegate.core.platform.TargetState;
import io.stagegate.gateway.journal.Journal;
import io.stagegate.gateway.journal.Snapshot;
import io.stagegate.gateway.pipeline.Upstream;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Whether the targets of a snapshot serve something that what came after it did not make them serve. */
final class MovedOn {
    private final Journal journal;

    MovedOn(Journal journal) {
        this.journal = journal;
    }

    /** What the targets serve now, in words; empty where it is what the snapshot's promotion made so, or what was found. */
    Optional<String> since(Upstream upstream, Snapshot snapshot) {
        var targets = snapshot.targets().stream().map(TargetChange::target).toList();
        var now = upstream.ask(upstream.platform().read(targets));
        return snapshot.promotion()
                .map(promotion -> promoted(upstream, snapshot, promotion, now)
                        ? Optional.<String>empty()
                        : Optional.of(serving(now) + ", which is not what the snapshot's promotion made it serve"))
                .orElseGet(() -> found(upstream, snapshot, now));
    }

    private boolean promoted(Upstream upstream, Snapshot snapshot, String promotion, List<TargetState> now) {
        var change = journal.submission(promotion).orElseThrow().change();
        return upstream.platform().readBack(change, snapshot.targets(), now) == ReadBack.APPLIED;
    }

    /** Nobody has asked for what was found, so there is nothing to read it back by. */
    private static Optional<String> found(Upstream upstream, Snapshot snapshot, List<TargetState> now) {
        var still = IntStream.range(0, now.size())
                .allMatch(
                        i -> upstream.platform().same(snapshot.targets().get(i).after(), now.get(i)));
        if (!still) {
            return Optional.of(serving(now) + ", which is not what was found there");
        }
        return snapshot.latest() ? Optional.empty() : Optional.of(serving(now) + ", and was changed again since");
    }

    private static String serving(List<TargetState> now) {
        return now.stream()
                .map(state -> state.target() + " serves " + (state.versions().isEmpty() ? "nothing" : state.versions()))
                .collect(Collectors.joining(", ", "", " now"));
    }
}
