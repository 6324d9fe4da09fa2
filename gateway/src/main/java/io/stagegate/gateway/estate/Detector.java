package io.stagegate.gateway.estate;

import io.stagegate.core.Target;
import io.stagegate.core.platform.HeldTargets;
import io.stagegate.core.platform.ServingArtifacts;
import io.stagegate.core.platform.ServingArtifacts.Model;
import io.stagegate.core.platform.ServingArtifacts.Served;
import io.stagegate.gateway.estate.Estate.Verdict;
import io.stagegate.gateway.journal.JournalException;
import io.stagegate.gateway.pipeline.InquiryException;
import io.stagegate.gateway.pipeline.Observation;
import io.stagegate.gateway.pipeline.Upstream;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds changes that went around the gateway: compares what one upstream serves with what is recorded, round after round. Every
 * replica may do so; what one has recorded the next one knows. For one thread at a time.
 */
public final class Detector {
    private static final Logger LOG = LoggerFactory.getLogger(Detector.class);
    private static final int TOGETHER = 100;

    /** What was recorded so long ago is committed, or never will be. */
    private static final Duration LONGEST = Duration.ofSeconds(30);

    private final Upstream upstream;
    private final Estate estate;
    private final Consumer<Verdict> told;
    /** What each target served when that was last found to be what is recorded. */
    private final Map<Target, Served> settled = new HashMap<>();

    /** Not to be trusted as settled: something was recorded of them since, or a change of the gateway's own was under way. */
    private final Set<Target> again = new HashSet<>();

    private ServingArtifacts known = ServingArtifacts.NONE;
    private Instant last = Instant.EPOCH;

    /** @param told what was made of each target that was looked at */
    public Detector(Upstream upstream, Estate estate, Consumer<Verdict> told) {
        this.upstream = upstream;
        this.estate = estate;
        this.told = told;
    }

    /**
     * Looks once. Never throws: what cannot be looked at now is looked at the next time. To be called on a virtual thread of
     * Vert.x.
     *
     * @return whether all could be looked at
     */
    public boolean round() {
        try {
            var begun = begin();
            known = upstream.ask(upstream.platform().servingArtifacts(known, HeldTargets.NONE), Observation.passing());
            compare(begun, _ -> true);
            return true;
        } catch (InquiryException | JournalException e) {
            LOG.warn("what {} serves could not be compared with what is recorded: {}", upstream.name(), e.getMessage());
            return false;
        }
    }

    /**
     * Looks once at some models, known or not. Otherwise as {@link #round}.
     *
     * @return those of them that have to be looked at again: they could not be read, or the gateway itself was changing them
     */
    public Set<Model> look(Set<Model> models) {
        try {
            var begun = begin();
            known = upstream.ask(
                    upstream.platform().servingArtifacts(known, HeldTargets.NONE, models), Observation.passing());
            compare(begun, target -> models.contains(model(target)));
            return again.stream().map(Detector::model).filter(models::contains).collect(Collectors.toUnmodifiableSet());
        } catch (InquiryException | JournalException e) {
            LOG.warn("what {} serves of {} could not be looked at: {}", upstream.name(), models, e.getMessage());
            return models;
        }
    }

    private static Model model(Target target) {
        return new Model(target.workspace(), target.model());
    }

    /** Before anything is read: what is recorded from then on may be newer than what is seen. */
    private Instant begin() {
        var begun = estate.now();
        estate.news(upstream.name(), last).stream().map(Target::parse).forEach(again::add);
        last = begun.minus(LONGEST);
        return begun;
    }

    private void compare(Instant begun, Predicate<Target> these) {
        var served = known.served()
                .filter(s -> these.test(s.state().target()))
                .collect(Collectors.toMap(s -> s.state().target(), Function.identity(), (one, _) -> one));
        settled.keySet().removeAll(again);
        found(begun, served);
        gone(served, these);
    }

    /** What serves and is not as it was, or of which something was recorded since. */
    private void found(Instant begun, Map<Target, Served> served) {
        var doubtful = served.values().stream()
                .filter(s -> !s.equals(settled.get(s.state().target())))
                .toList();
        for (var from = 0; from < doubtful.size(); from += TOGETHER) {
            record(begun, doubtful.subList(from, Math.min(doubtful.size(), from + TOGETHER)));
        }
    }

    /** What served, or is recorded, and is not among what serves: not governed any more, or taken away. */
    private void gone(Map<Target, Served> served, Predicate<Target> these) {
        var missing = new ArrayList<>(settled.keySet());
        missing.addAll(again);
        missing.removeIf(target -> served.containsKey(target) || !these.test(target));
        missing.stream()
                .distinct()
                .collect(Collectors.groupingBy(Target::workspace))
                .values()
                .forEach(targets -> {
                    var begun = estate.now();
                    var states = upstream.ask(upstream.platform().read(targets));
                    record(begun, states.stream().map(s -> new Served("", s)).toList());
                });
    }

    private void record(Instant begun, List<Served> seen) {
        var verdicts = estate.seen(begun, seen, upstream.platform()::same);
        for (var i = 0; i < seen.size(); i++) {
            var target = seen.get(i).state().target();
            told.accept(verdicts.get(i));
            again.remove(target);
            switch (verdicts.get(i)) {
                case KNOWN, ADOPTED -> settle(target, seen.get(i));
                case DRIFTED -> {
                    LOG.warn("{} was changed around the gateway: it serves {} now", target, versions(seen.get(i)));
                    settle(target, seen.get(i));
                }
                case UNDER_WAY -> {
                    settled.remove(target);
                    again.add(target);
                }
            }
        }
    }

    private void settle(Target target, Served seen) {
        if (seen.state().versions().isEmpty()) {
            settled.remove(target);
        } else {
            settled.put(target, seen);
        }
    }

    private static String versions(Served seen) {
        var versions = seen.state().versions();
        return versions.isEmpty() ? "nothing" : String.join(", ", versions);
    }
}
