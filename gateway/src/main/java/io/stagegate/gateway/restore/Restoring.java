package io.stagegate.gateway.restore;

import io.stagegate.core.Subject;
import io.stagegate.core.decision.Decision;
import io.stagegate.core.decision.Effect;
import io.stagegate.core.decision.Requirement;
import io.stagegate.core.platform.RestorePlan;
import io.stagegate.core.platform.TargetChange;
import io.stagegate.gateway.hold.Holds;
import io.stagegate.gateway.journal.AlreadyOpenException;
import io.stagegate.gateway.journal.Evaluation;
import io.stagegate.gateway.journal.Evaluation.TargetEvaluation;
import io.stagegate.gateway.journal.JournalException;
import io.stagegate.gateway.journal.Outcome;
import io.stagegate.gateway.journal.OverException;
import io.stagegate.gateway.journal.Refusal;
import io.stagegate.gateway.journal.Snapshot;
import io.stagegate.gateway.journal.Submission;
import io.stagegate.gateway.journal.Submission.RestoreOf;
import io.stagegate.gateway.pipeline.InquiryException;
import io.stagegate.gateway.pipeline.Pipeline;
import io.stagegate.gateway.pipeline.Submissions;
import io.stagegate.gateway.pipeline.Upstream;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/** Restores snapshots for people who may. */
public final class Restoring {
    private static final Duration LEASE_WAIT = Duration.ofSeconds(10);

    private final Map<String, Upstream> upstreams;
    private final Pipeline.Parts parts;
    private final Permissions permissions;

    /** Who may restore, and who may although the target has moved on. */
    public interface Permissions {
        boolean mayRestore(Subject person);

        boolean mayForce(Subject person);
    }

    /** @param upstreams by name */
    public Restoring(Map<String, Upstream> upstreams, Pipeline.Parts parts, Permissions permissions) {
        this.upstreams = Map.copyOf(upstreams);
        this.parts = parts;
        this.permissions = permissions;
    }

    /** Puts a snapshot's targets back. To be called on a virtual thread of Vert.x. */
    public RestoreResult restore(String id, Subject person, boolean force, String comment) {
        return recorded(id, person, "restore", () -> tried(person, new RestoreOf(id, force, comment), Reach.ANY));
    }

    /**
     * The same for a person of whom somebody else says that they want it: the latest change only, and never by force, as whoever
     * presses a button sees what was so when its message was sent.
     */
    public RestoreResult passedOn(String id, Subject person, String comment) {
        return recorded(id, person, "callbacks", () -> tried(person, new RestoreOf(id, false, comment), Reach.LATEST));
    }

    /** Records that somebody may not have it put back. */
    public RestoreResult refused(String id, Subject by, String why) {
        return recorded(id, by, "callbacks", () -> new RestoreResult.Forbidden(why));
    }

    /** How far back it may go. */
    private enum Reach {
        ANY,
        /** Only what undoes the latest change of its targets. */
        LATEST
    }

    private RestoreResult recorded(String id, Subject person, String call, Supplier<RestoreResult> trying) {
        try {
            var result = trying.get();
            reason(result).ifPresent(why -> recordRefusal(id, person, call, why));
            return result;
        } catch (JournalException e) {
            return new RestoreResult.Unavailable("it cannot be recorded at the moment; nothing was changed");
        }
    }

    /** Why it was refused without a decision; those that were decided are recorded with their decision. */
    private static Optional<String> reason(RestoreResult result) {
        return switch (result) {
            case RestoreResult.Forbidden(var message) -> Optional.of(message);
            case RestoreResult.MovedOn(var message) -> Optional.of(message);
            case RestoreResult.Impossible(var message) -> Optional.of(message);
            case RestoreResult.Applied _,
                    RestoreResult.NotSent _,
                    RestoreResult.Held _,
                    RestoreResult.Denied _,
                    RestoreResult.AlreadyThere _,
                    RestoreResult.Over _,
                    RestoreResult.NotFound _,
                    RestoreResult.Failed _,
                    RestoreResult.Unavailable _ -> Optional.empty();
        };
    }

    private void recordRefusal(String snapshot, Subject person, String call, String why) {
        var upstream =
                parts.journal().snapshot(snapshot).map(Snapshot::upstream).orElse("");
        parts.journal()
                .refuse(new Refusal(
                        upstream,
                        person,
                        "restore",
                        "POST",
                        "/v1/snapshots/" + snapshot + "/" + call,
                        why,
                        parts.submissions().now()));
    }

    private RestoreResult tried(Subject person, RestoreOf restore, Reach reach) {
        if (!permissions.mayRestore(person)) {
            return new RestoreResult.Forbidden(person.id() + " may not restore: see permissions.restore");
        }
        if (restore.forced() && !permissions.mayForce(person)) {
            return new RestoreResult.Forbidden(person.id() + " may not restore by force: see permissions.force");
        }
        return asked(person, restore, new Terms(reach, Optional.empty()));
    }

    /** Puts back what the gateway itself wants back: nobody's permission is needed, but the rules' is. */
    public RestoreResult byItself(Subject itself, RestoreOf restore) {
        return guarded(itself, restore, Terms.NONE);
    }

    /**
     * Has people asked whether it is to be put back: with their approval it is.
     *
     * @param requirement who has to approve, where the rules do not say
     */
    public RestoreResult propose(Subject itself, RestoreOf restore, Requirement requirement) {
        return guarded(itself, restore, new Terms(Reach.ANY, Optional.of(requirement)));
    }

    private RestoreResult guarded(Subject itself, RestoreOf restore, Terms terms) {
        try {
            return asked(itself, restore, terms);
        } catch (JournalException e) {
            return new RestoreResult.Unavailable("it cannot be recorded at the moment");
        } catch (Holds.TooManyException e) {
            return new RestoreResult.Unavailable("more wait for approval than may: " + e.what());
        }
    }

    /**
     * On what terms something is put back.
     *
     * @param requirement who has to approve what the rules permit; nobody where empty
     */
    private record Terms(Reach reach, Optional<Requirement> requirement) {
        static final Terms NONE = new Terms(Reach.ANY, Optional.empty());
    }

    private RestoreResult asked(Subject person, RestoreOf restore, Terms terms) {
        try {
            var snapshot = parts.journal().snapshot(restore.snapshot());
            var upstream = snapshot.flatMap(s -> Optional.ofNullable(upstreams.get(s.upstream())));
            return upstream.isEmpty()
                    ? new RestoreResult.NotFound()
                    : restore(new Wish(upstream.get(), person, restore, terms), snapshot.orElseThrow());
        } catch (InquiryException e) {
            return new RestoreResult.Unavailable(e.notice().message());
        }
    }

    private record Wish(Upstream upstream, Subject person, RestoreOf restore, Terms terms) {}

    private RestoreResult restore(Wish wish, Snapshot snapshot) {
        var upstream = wish.upstream();
        var wanted = snapshot.targets().stream().map(TargetChange::before).toList();
        return switch (upstream.ask(upstream.platform().restore(wanted))) {
            case RestorePlan.AlreadyThere _ ->
                new RestoreResult.AlreadyThere("the targets serve what the snapshot says already");
            case RestorePlan.Impossible(var why) -> new RestoreResult.Impossible(why);
            case RestorePlan.Possible possible -> {
                var moved =
                        new MovedOn(parts.journal()).since(upstream, snapshot).or(() -> later(wish, snapshot));
                yield moved.isPresent() && !wish.restore().forced()
                        ? new RestoreResult.MovedOn(moved.get())
                        : decide(wish, possible);
            }
        };
    }

    private static Optional<String> later(Wish wish, Snapshot snapshot) {
        return wish.terms().reach() == Reach.LATEST && !snapshot.latest()
                ? Optional.of("what this would undo is not the latest change there any more")
                : Optional.empty();
    }

    private RestoreResult decide(Wish wish, RestorePlan.Possible plan) {
        var upstream = wish.upstream();
        var submission = parts.submissions().restore(upstream.name(), wish.person(), plan.change(), wish.restore());
        var evaluation = parts.evaluator().evaluate(upstream, submission, plan.targets());
        try {
            return switch (evaluation.decision()) {
                case Decision.Permit _ ->
                    wish.terms()
                            .requirement()
                            .map(asked -> held(upstream, submission, evaluation, asked))
                            .orElseGet(() -> forward(upstream, submission, evaluation));
                case Decision.Hold hold -> held(upstream, submission, evaluation, hold.requirement());
                case Decision.Deny _, Decision.Indeterminate _ -> {
                    parts.journal().deny(submission, evaluation);
                    yield new RestoreResult.Denied(submission.id(), why(evaluation.decision()));
                }
            };
        } catch (AlreadyOpenException e) {
            return parts.holds()
                    .standing(submission.fingerprint())
                    .<RestoreResult>flatMap(s -> s.hold().map(h -> new RestoreResult.Held(h.id(), s.promotion())))
                    .orElse(new RestoreResult.Unavailable("the same restore is being made at this moment"));
        }
    }

    private static String why(Decision decision) {
        return decision instanceof Decision.Indeterminate(var _, var why)
                ? why
                : decision.decisive().stream()
                        .filter(f -> f.effect() instanceof Effect.Deny)
                        .map(f -> f.rule().id() + ": " + f.message())
                        .collect(Collectors.joining("; "));
    }

    private RestoreResult held(
            Upstream upstream, Submission submission, Evaluation evaluation, Requirement requirement) {
        var id = parts.ids().hold();
        var expires = upstream.holds().expires(requirement);
        var opening = parts.openings().of(id, submission, evaluation, requirement, expires);
        parts.holds().open(submission, evaluation, opening, Optional.empty());
        return new RestoreResult.Held(id, submission.id());
    }

    private RestoreResult forward(Upstream upstream, Submission submission, Evaluation evaluation) {
        var lease = parts.journal().lease(Submissions.resources(submission), LEASE_WAIT);
        if (lease.isEmpty()) {
            return new RestoreResult.Unavailable(
                    "another change of " + submission.change().model() + " is being made");
        }
        var forwarded = Optional.<Outcome>empty();
        try {
            var targets =
                    evaluation.targets().stream().map(TargetEvaluation::change).toList();
            if (!parts.evaluator().impact(upstream, submission).equals(targets)) {
                parts.journal().giveUp(lease.get());
                return new RestoreResult.MovedOn("the target changed while it was being restored; try again");
            }
            var attempt = parts.journal().intend(submission, evaluation, lease.get());
            forwarded = parts.forwarder().forward(upstream, attempt, upstream.reads());
        } catch (OverException e) {
            parts.journal().giveUp(lease.get());
            return new RestoreResult.Over(e.what());
        } catch (AlreadyOpenException | InquiryException | JournalException e) {
            parts.journal().giveUp(lease.get());
            throw e;
        }
        return forwarded
                .map(outcome -> result(submission.id(), outcome))
                .orElseGet(() ->
                        new RestoreResult.Failed(submission.id(), "sent, and what became of it is being found out"));
    }

    private static RestoreResult result(String promotion, Outcome outcome) {
        return switch (outcome) {
            case Outcome.Applied _ -> new RestoreResult.Applied(promotion);
            case Outcome.Refused(var reply) ->
                new RestoreResult.Failed(promotion, "the upstream refused it: " + reply.body());
            case Outcome.NotApplied(var _, var why, var unsent) ->
                unsent ? new RestoreResult.NotSent(promotion, why) : new RestoreResult.Failed(promotion, why);
            case Outcome.NeedsOperator(var _, var why) ->
                new RestoreResult.Failed(promotion, "an operator has to look: " + why);
        };
    }
}
