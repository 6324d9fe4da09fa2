package io.stagegate.gateway.policy;

import io.stagegate.core.Action;
import io.stagegate.core.Subject;
import io.stagegate.gateway.policy.PolicyStore.Entry;
import io.stagegate.gateway.policy.PolicyStore.Wish;
import io.stagegate.rules.PolicySource;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;

/** Has sets approved that are to take another one's place, where somebody has to approve them. */
final class Approving {
    private final RollOut rollOut;
    private final Rehearsal rehearsal;
    private final AtomicReference<Optional<Approval>> owners = new AtomicReference<>(Optional.empty());

    Approving(RollOut rollOut, Rehearsal rehearsal) {
        this.rollOut = rollOut;
        this.rehearsal = rehearsal;
    }

    /** From now on these have to. */
    void by(Approval approval) {
        owners.set(Optional.of(approval));
    }

    /** Whether somebody has to: the very first set waits for nobody. */
    boolean needed() {
        return owners.get().isPresent() && store().look().active().isPresent();
    }

    private PolicyStore store() {
        return rollOut.parts().store();
    }

    /** Keeps a set and has it held, replayed before; the id of the hold, or empty where it is active already. Takes some seconds. */
    Optional<String> ask(PolicySource source, Wish wish, String name, Subject subject) {
        store().keep(source, name);
        var before = store().look().active().map(Entry::digest).flatMap(store()::source);
        var change = RulesPlatform.change(
                Action.PROMOTE,
                source.digest(),
                wish.as(subject),
                Map.of("name", name, "files", Differing.files(before.orElse(source), source)));
        return owners.get()
                .flatMap(approval -> approval.ask(
                        subject, change, asked -> RulesPlatform.telling(asked, "replay", rehearsal.line(source))));
    }
}
