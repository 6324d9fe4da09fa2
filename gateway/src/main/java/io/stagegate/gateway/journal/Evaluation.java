package io.stagegate.gateway.journal;

import io.stagegate.core.decision.Decision;
import io.stagegate.core.evidence.Artifacts;
import io.stagegate.core.evidence.Fact;
import io.stagegate.core.evidence.Promotion;
import io.stagegate.core.evidence.Version;
import io.stagegate.core.platform.TargetChange;
import io.stagegate.core.watch.WatchPlan;
import java.util.List;
import java.util.Optional;

/**
 * A submission decided: its targets with the evidence for each, and the strictest decision on them.
 *
 * @param targets never empty
 * @param decision what is enforced
 * @param digest over the change, the targets' states, the evidence values, findings and requirement; not over times and
 *     not over the policy's digest
 */
public record Evaluation(List<TargetEvaluation> targets, Decision decision, String digest) {
    public Evaluation {
        targets = List.copyOf(targets);
    }

    /** One target decided on its own. */
    public record TargetEvaluation(TargetChange change, List<Fact> facts, Decision decision) {
        public TargetEvaluation {
            facts = List.copyOf(facts);
        }

        /** The digest of the files of the version that would serve; empty where it is not known. */
        public String files() {
            return facts.stream()
                    .filter(f -> f instanceof Artifacts a && a.of() == Version.CANDIDATE)
                    .map(f -> ((Artifacts) f).digest())
                    .findFirst()
                    .orElse("");
        }

        /** For how long and by what it is to be watched once it is applied; empty where no rule asks for that, and of what is put back. */
        public Optional<WatchPlan> watch() {
            return facts.stream().anyMatch(Promotion.class::isInstance) ? decision.watch() : Optional.empty();
        }
    }
}
