package io.stagegate.gateway.policy;

import io.stagegate.core.decision.Effect;
import io.stagegate.core.decision.Finding;
import io.stagegate.core.decision.Judgement;
import io.stagegate.core.evidence.Drift;
import io.stagegate.gateway.drift.Drifted;
import io.stagegate.gateway.drift.Judging;
import io.stagegate.gateway.watch.Verdict.Said;
import io.stagegate.gateway.watch.Verdict.Word;
import io.stagegate.rules.drools.CompiledPolicy;
import java.util.List;
import java.util.Optional;

/** The rules over drifts of the set in force. */
public final class DriftRules implements Judging {
    private final InForce policy;
    private final WaiverStore waivers;

    public DriftRules(InForce policy, WaiverStore waivers) {
        this.policy = policy;
        this.waivers = waivers;
    }

    @Override
    public boolean ready() {
        return policy.look(CompiledPolicy::drifts).orElse(false);
    }

    @Override
    public Judged judge(Drifted drift) {
        return policy.look(set -> judge(set, drift))
                .orElseThrow(() -> new IllegalStateException("no policy set is in force any more"));
    }

    private Judged judge(CompiledPolicy set, Drifted drift) {
        var judgement = WatchRules.judge(
                set, List.of(fact(drift)), waivers, drift.change().target().toString());
        return new Judged(WatchRules.verdict(judgement), permitted(judgement));
    }

    private static Optional<Said> permitted(Judgement judgement) {
        return judgement.grounds().findings().stream()
                .filter(Finding::enforced)
                .filter(finding -> finding.effect() instanceof Effect.Permit)
                .map(finding -> WatchRules.said(Word.LEAVE, finding))
                .findFirst();
    }

    private static Drift fact(Drifted drift) {
        var change = drift.change();
        var target = change.target();
        return new Drift(
                target.upstream(),
                target.workspace(),
                target.model(),
                target.toString(),
                change.environment(),
                String.join(", ", change.after().versions()),
                String.join(", ", change.before().versions()),
                drift.at());
    }
}
