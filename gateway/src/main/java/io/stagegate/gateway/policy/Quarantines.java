package io.stagegate.gateway.policy;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.stagegate.gateway.policy.PolicyStore.Look;
import io.stagegate.rules.Quarantined;
import io.stagegate.rules.drools.CompiledPolicy;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells of the rules that this replica does not run any more, and lets them run again where an owner wants that. */
final class Quarantines {
    private static final Logger LOG = LoggerFactory.getLogger(Quarantines.class);

    private final String replica;
    private final InForce inForce;
    private final PolicyStore store;
    private final AtomicReference<Set<Shut>> told = new AtomicReference<>(Set.of());
    /** The newest release that this replica has heard of. */
    private final AtomicReference<Optional<Long>> heard = new AtomicReference<>(Optional.empty());

    private record Shut(String digest, Quarantined rule) {}

    Quarantines(String replica, InForce inForce, PolicyStore store, MeterRegistry metrics) {
        this.replica = replica;
        this.inForce = inForce;
        this.store = store;
        Gauge.builder("stagegate_policy_quarantined", () -> rules().size())
                .description("Rules of the set in force that have failed too often to be run")
                .register(metrics);
    }

    /** Those of the set that decides, by file and line. */
    List<Quarantined> rules() {
        return inForce.look(CompiledPolicy::quarantined).orElse(List.of());
    }

    /** Says what is new of them, each once, and does what owners have said since the last time. */
    void follow(Look look) {
        tell();
        var before = heard.getAndSet(Optional.of(look.releases()));
        // What was released before this replica began has nothing to do with it.
        if (before.isPresent() && before.get() < look.releases()) {
            try {
                store.releases(before.get()).forEach(this::release);
            } catch (RuntimeException e) {
                heard.set(before);
                throw e;
            }
        }
    }

    private void tell() {
        var now = inForce.look(policy -> policy.quarantined().stream()
                        .map(rule -> new Shut(policy.digest(), rule))
                        .collect(Collectors.toUnmodifiableSet()))
                .orElse(Set.of());
        for (var shut : now) {
            if (!told.get().contains(shut)) {
                store.quarantined(replica, shut.digest(), shut.rule());
                LOG.error(
                        "a rule is quarantined, and nothing is decided that {} has a part in: at last {}",
                        shut.rule().rule().file(),
                        shut.rule().why());
            }
        }
        told.set(now);
    }

    private void release(PolicyStore.Release release) {
        var released =
                inForce.look(policy -> policy.digest().equals(release.digest()) && policy.release(release.rule()));
        if (released.orElse(false)) {
            LOG.info("{} lets the rule {} run again", release.by(), release.rule());
        }
    }
}
