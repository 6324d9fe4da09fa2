package io.stagegate.gateway.pipeline;

import io.stagegate.core.Action;
import io.stagegate.core.Subject;
import io.stagegate.core.decision.Decision;
import io.stagegate.core.decision.Decision.Grounds;
import io.stagegate.core.decision.DecisionPoint;
import io.stagegate.core.evidence.Alert;
import io.stagegate.core.evidence.Fact;
import io.stagegate.core.evidence.Promotion;
import io.stagegate.core.evidence.Requester;
import io.stagegate.core.evidence.Restore;
import io.stagegate.core.evidence.Waiver;
import io.stagegate.core.json.JsonValue.JsonObject;
import io.stagegate.core.platform.Change;
import io.stagegate.core.platform.ReadBack;
import io.stagegate.core.platform.RestorePlan;
import io.stagegate.core.platform.TargetChange;
import io.stagegate.gateway.faults.Failpoint;
import io.stagegate.gateway.journal.Evaluation;
import io.stagegate.gateway.journal.Evaluation.TargetEvaluation;
import io.stagegate.gateway.journal.Journal;
import io.stagegate.gateway.journal.Snapshot;
import io.stagegate.gateway.journal.Submission;
import io.stagegate.gateway.json.EvaluationJson;
import io.stagegate.gateway.json.TargetJson;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.IntStream;

/** Enriches and decides: gathers the facts for each target of a change, and asks the policy in force. */
public final class Evaluator {
    private final Journal journal;
    private final ServingHistory history;
    private final Function<String, PolicyInForce> policies;
    private final Beside beside;
    private final Consumer<Evaluation> decided;

    /**
     * What is known beside the platform.
     *
     * @param waivers exceptions from rules that are good now, by target as people write it
     */
    public record Beside(Function<String, List<Waiver>> waivers, Firing alerts) {}

    /** The alerts that fire for a model in an environment. */
    @FunctionalInterface
    public interface Firing {
        List<Alert> of(String upstream, String model, String environment);
    }

    /**
     * @param policies what decides on the changes of an upstream, by its name
     * @param decided told of every decision
     */
    public Evaluator(
            Journal journal, Function<String, PolicyInForce> policies, Beside beside, Consumer<Evaluation> decided) {
        this.journal = journal;
        this.history = new ServingHistory(journal);
        this.policies = policies;
        this.beside = beside;
        this.decided = decided;
    }

    /**
     * The targets that a submission would touch, as they are now.
     *
     * @return none where it touches nothing governed, or nothing any more
     */
    public List<TargetChange> impact(Upstream upstream, Submission submission) {
        return impact(upstream, submission, new Observation());
    }

    private List<TargetChange> impact(Upstream upstream, Submission submission, Observation seen) {
        return submission
                .restore()
                .map(restore -> restoreImpact(upstream, restore.snapshot(), seen))
                .orElseGet(() -> upstream.ask(upstream.platform().impact(submission.change()), seen));
    }

    private List<TargetChange> restoreImpact(Upstream upstream, String snapshot, Observation seen) {
        var wanted = journal.snapshot(snapshot).map(Snapshot::targets).orElse(List.of());
        var states = wanted.stream().map(TargetChange::before).toList();
        return switch (upstream.ask(upstream.platform().restore(states), seen)) {
            case RestorePlan.Possible(var _, var targets) -> targets;
            case RestorePlan.AlreadyThere _, RestorePlan.Impossible _ -> List.of();
        };
    }

    /** Decides on a submission whose targets are known; there is at least one. */
    public Evaluation evaluate(Upstream upstream, Submission submission, List<TargetChange> targets) {
        return evaluate(upstream, submission, targets, new Observation());
    }

    private Evaluation evaluate(
            Upstream upstream, Submission submission, List<TargetChange> targets, Observation seen) {
        return policies.apply(upstream.name())
                .with(decisions -> evaluate(upstream, submission, targets, seen, decisions));
    }

    /** All targets by one set, which may not be in force any more when it has come to its end. */
    private Evaluation evaluate(
            Upstream upstream,
            Submission submission,
            List<TargetChange> targets,
            Observation seen,
            DecisionPoint decisions) {
        var evaluated = targets.stream()
                .map(target -> {
                    var facts = facts(upstream, submission, target, seen);
                    Failpoint.EVIDENCE_READ.reached();
                    return new TargetEvaluation(target, facts, decisions.decide(facts));
                })
                .toList();
        var decision = Decision.strictest(
                evaluated.stream().map(TargetEvaluation::decision).toList());
        var evaluation =
                new Evaluation(evaluated, decision, EvaluationJson.digest(submission.change(), evaluated, decision));
        decided.accept(evaluation);
        return evaluation;
    }

    /** Both, or empty where nothing governed is touched. */
    public Optional<Evaluation> evaluate(Upstream upstream, Submission submission) {
        var seen = new Observation();
        var targets = impact(upstream, submission, seen);
        return targets.isEmpty() ? Optional.empty() : Optional.of(evaluate(upstream, submission, targets, seen));
    }

    /**
     * What was held, where it has come about meanwhile by other hands: its targets serve what was asked for.
     *
     * @param seen what it was last decided on, as stored
     */
    public Optional<Evaluation> alreadySo(Upstream upstream, Submission submission, JsonObject seen) {
        var targets = seen.items("targets").stream()
                .flatMap(t -> t.get("change").stream())
                .map(c -> TargetJson.readChange((JsonObject) c))
                .toList();
        var now = upstream.ask(upstream.platform()
                .read(targets.stream().map(TargetChange::target).toList()));
        if (upstream.platform().readBack(submission.change(), targets, now) != ReadBack.APPLIED) {
            return Optional.empty();
        }
        var permit = new Decision.Permit(
                new Grounds(List.of(), 0, policies.apply(upstream.name()).with(DecisionPoint::digest)));
        var same = IntStream.range(0, targets.size())
                .mapToObj(i -> targets.get(i).from(now.get(i)))
                .map(t -> new TargetEvaluation(t, List.of(), permit))
                .toList();
        return Optional.of(new Evaluation(same, permit, EvaluationJson.digest(submission.change(), same, permit)));
    }

    private List<Fact> facts(Upstream upstream, Submission submission, TargetChange target, Observation seen) {
        var facts = new LinkedHashSet<Fact>();
        facts.add(root(submission, target));
        facts.add(requester(submission.subject()));
        facts.addAll(upstream.ask(upstream.platform().evidence(submission.change(), target), seen));
        var all = new ArrayList<>(history.added(submission, target, facts));
        all.addAll(beside.waivers().apply(target.target().toString()));
        // What takes a change back is not to be stopped by what the change has caused.
        if (all.getFirst() instanceof Promotion promotion) {
            all.addAll(beside.alerts().of(promotion.upstream(), promotion.model(), promotion.environment()));
        }
        return all;
    }

    /**
     * What the rules are asked about: undoing the latest promotion is a restore; going back further, or undoing a restore, is a
     * promotion.
     */
    private Fact root(Submission submission, TargetChange change) {
        var target = change.target();
        return submission
                .restore()
                .filter(r -> journal.snapshot(r.snapshot())
                        .filter(Snapshot::undoesLatest)
                        .isPresent())
                .<Fact>map(r -> new Restore(
                        target.upstream(),
                        target.workspace(),
                        target.model(),
                        target.toString(),
                        change.environment(),
                        r.snapshot(),
                        r.forced(),
                        submission.at()))
                .orElseGet(() -> promotion(submission.change(), change, submission.at()));
    }

    private static Promotion promotion(Change asked, TargetChange change, Instant at) {
        var target = change.target();
        return new Promotion(
                actionOn(asked, change),
                asked.operation(),
                target.upstream(),
                target.workspace(),
                target.model(),
                target.toString(),
                change.environment(),
                at);
    }

    /** What promotes a version to one target may take it away from another. */
    private static Action actionOn(Change asked, TargetChange change) {
        var after = change.after().versions();
        var nothingNew = after.isEmpty() || (change.candidate().isEmpty() && !after.contains(""));
        return asked.action() == Action.PROMOTE && nothingNew ? Action.DEMOTE : asked.action();
    }

    private static Requester requester(Subject subject) {
        return new Requester(subject.id(), subject.groups(), subject.verified());
    }
}
