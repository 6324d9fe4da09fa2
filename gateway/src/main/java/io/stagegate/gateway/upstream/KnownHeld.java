package io.stagegate.gateway.upstream;

import io.stagegate.core.platform.HeldTargets;
import io.stagegate.core.platform.ServingArtifacts.Model;
import io.stagegate.core.platform.TargetState;
import io.stagegate.gateway.journal.Journal;
import io.stagegate.gateway.journal.JournalException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What is known to be held of one upstream: a print of each model, kept here, and of a model what is held, asked for each time.
 * Without the database nothing new is held, and nothing that is held goes on: the prints that were known stay so. For one thread at a time.
 */
final class KnownHeld implements HeldTargets {
    private static final Logger LOG = LoggerFactory.getLogger(KnownHeld.class);

    private final String upstream;
    private final Journal journal;
    private final AtomicReference<Map<Model, String>> prints = new AtomicReference<>(new ConcurrentHashMap<>());

    KnownHeld(String upstream, Journal journal) {
        this.upstream = upstream;
        this.journal = journal;
    }

    /** With the prints of all models as they are now. */
    HeldTargets all() {
        try {
            prints.set(new ConcurrentHashMap<>(journal.heldPrints(upstream)));
        } catch (JournalException e) {
            unknown(e);
        }
        return this;
    }

    /** With those of some models as they are now. */
    HeldTargets some(Set<Model> models) {
        try {
            var now = journal.heldPrints(upstream, models);
            prints.get().keySet().removeAll(models);
            prints.get().putAll(now);
        } catch (JournalException e) {
            unknown(e);
        }
        return this;
    }

    @Override
    public String print(Model model) {
        return prints.get().getOrDefault(model, "");
    }

    @Override
    public Optional<List<TargetState>> of(Model model) {
        if (print(model).isEmpty()) {
            return Optional.of(List.of());
        }
        try {
            return Optional.of(journal.held(upstream, model));
        } catch (JournalException e) {
            unknown(e);
            return Optional.empty();
        }
    }

    private void unknown(JournalException e) {
        LOG.debug("what is held on {} is not known anew: {}", upstream, e.getMessage());
    }
}
