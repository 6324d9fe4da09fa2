package io.stagegate.gateway.policy;

import io.stagegate.core.decision.DecisionPoint;
import io.stagegate.core.platform.Notice;
import io.stagegate.core.platform.Notice.Kind;
import io.stagegate.gateway.pipeline.InquiryException;
import io.stagegate.gateway.pipeline.PolicyInForce;
import io.stagegate.rules.drools.CompiledPolicy;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;

/** The set that this replica decides by, or why there is none. Another one takes its place in one step. */
public final class InForce implements PolicyInForce {
    private final AtomicReference<State> state =
            new AtomicReference<>(new State.None("it is not known yet which policy set is active"));

    private sealed interface State {
        record Running(Lent set) implements State {}

        record None(String why) implements State {}
    }

    @Override
    public <T> T with(Function<DecisionPoint, T> work) {
        while (true) {
            switch (state.get()) {
                case State.None(var why) ->
                    throw new InquiryException(new Notice(
                            Kind.UNAVAILABLE,
                            "Stagegate: there is no policy set to decide by, so nothing was forwarded: " + why + "."));
                case State.Running(var set) -> {
                    // One that is closed has another one in its place already.
                    if (set.take()) {
                        try {
                            return work.apply(set.policy());
                        } finally {
                            set.giveBack();
                        }
                    }
                }
            }
        }
    }

    /** Asks the set that decides something of itself; empty where none does. */
    <T> Optional<T> look(Function<CompiledPolicy, T> work) {
        if (state.get() instanceof State.Running(var set) && set.take()) {
            try {
                return Optional.of(work.apply(set.policy()));
            } finally {
                set.giveBack();
            }
        }
        return Optional.empty();
    }

    /** From now on that one decides. */
    void run(Lent set) {
        if (!set.take()) {
            throw new IllegalStateException("a set that is closed already");
        }
        retire(state.getAndSet(new State.Running(set)));
    }

    /** From now on nothing is decided. */
    void stop(String why) {
        retire(state.getAndSet(new State.None(why)));
    }

    private static void retire(State before) {
        if (before instanceof State.Running(var set)) {
            set.giveBack();
        }
    }

    /** Digest of the set that decides. */
    public Optional<String> digest() {
        return state.get() instanceof State.Running(var set)
                ? Optional.of(set.policy().digest())
                : Optional.empty();
    }

    /** Ids of the rules that decide; none where nothing is decided. */
    public Set<String> rules() {
        return state.get() instanceof State.Running(var set) ? set.policy().ids() : Set.of();
    }

    /** Why nothing is decided; empty where a set is in force. */
    public Optional<String> missing() {
        return state.get() instanceof State.None(var why) ? Optional.of(why) : Optional.empty();
    }
}
