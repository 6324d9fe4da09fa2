package io.stagegate.gateway.pipeline;

import io.stagegate.core.decision.Decision;
import io.stagegate.core.platform.Notice;
import io.stagegate.core.platform.Notice.Kind;
import io.stagegate.core.platform.TargetChange;
import io.stagegate.gateway.faults.Failpoint;
import io.stagegate.gateway.hold.HoldState;
import io.stagegate.gateway.hold.Holds;
import io.stagegate.gateway.hold.Standing;
import io.stagegate.gateway.journal.AlreadyOpenException;
import io.stagegate.gateway.journal.Evaluation;
import io.stagegate.gateway.journal.Journal;
import io.stagegate.gateway.journal.JournalException;
import io.stagegate.gateway.journal.Lease;
import io.stagegate.gateway.journal.Outcome;
import io.stagegate.gateway.journal.Refusal;
import io.stagegate.gateway.journal.Submission;
import io.stagegate.gateway.seal.CredentialSeal;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The way of one governed request of one upstream: join, enrich, decide, record, hold or forward, settle. Straight-line
 * code for a virtual thread; nothing is forwarded but by {@link Forwarder}, after its intent is committed.
 */
public final class Pipeline implements GovernedRequest.Handler {
    private static final Logger LOG = LoggerFactory.getLogger(Pipeline.class);
    private static final Duration LEASE_WAIT = Duration.ofSeconds(10);

    private final Upstream upstream;
    private final Parts parts;
    private final Waiting waiting;

    /**
     * What every pipeline of a gateway shares.
     *
     * @param openings what holds are opened with
     * @param held told of every submission that is held from now on
     */
    public record Parts(
            Journal journal,
            Holds holds,
            Evaluator evaluator,
            Forwarder forwarder,
            Submissions submissions,
            Ids ids,
            Optional<CredentialSeal> seal,
            Openings openings,
            Links links,
            Consumer<Submission> held) {}

    public Pipeline(Upstream upstream, Parts parts, Waiting waiting) {
        this.upstream = upstream;
        this.parts = parts;
        this.waiting = waiting;
    }

    @Override
    public Handled handle(GovernedRequest request) {
        Failpoint.BODY_READ.reached();
        try {
            return govern(request);
        } catch (InquiryException e) {
            return refuse(request, e.notice());
        } catch (Holds.TooManyException e) {
            return refuse(request, Messages.tooMany(e.what()));
        } catch (JournalException e) {
            LOG.error("{} not forwarded: {}", request.change().operation(), e.getMessage());
            return say(Messages.unavailable());
        } catch (RuntimeException e) {
            LOG.error("{} not handled", request.change().operation(), e);
            return refuse(request, Messages.broken());
        }
    }

    private Handled govern(GovernedRequest request) {
        var submission = parts.submissions().promotion(upstream.name(), request.subject(), request.change());
        var standing = parts.holds().standing(submission.fingerprint()).filter(s -> stillSo(s, submission));
        var joined = standing.flatMap(s -> waiting.join(upstream, s, request));
        if (joined.isPresent()) {
            return joined.get();
        }
        var evaluation = parts.evaluator().evaluate(upstream, submission);
        return evaluation.isEmpty()
                ? passUnderLease(request, submission, standing)
                : decided(request, submission, evaluation.get(), standing);
    }

    /** Whether what was applied is so still: somebody may have undone it past the gateway, and then it is asked for anew. */
    private boolean stillSo(Standing earlier, Submission submission) {
        var applied = earlier.outcome().filter(Outcome.Applied.class::isInstance);
        return applied.isEmpty()
                || parts.journal()
                        .lastEvaluation(earlier.promotion())
                        .flatMap(seen -> parts.evaluator().alreadySo(upstream, submission, seen))
                        .isPresent();
    }

    /**
     * Changes nothing that is governed as things stand: to say champion is 3 where it is 3. Passes while nobody else can
     * change its models, so that it cannot undo what another request does in between.
     */
    private Handled passUnderLease(GovernedRequest request, Submission submission, Optional<Standing> earlier) {
        var lease = parts.journal().lease(Submissions.resources(submission), LEASE_WAIT);
        if (lease.isEmpty()) {
            return refuse(
                    request,
                    new Messages(parts.links()).busy(submission.change().model()));
        }
        var touched = Optional.<Evaluation>empty();
        try {
            touched = parts.evaluator().evaluate(upstream, submission);
        } catch (RuntimeException e) {
            giveUp(lease.get());
            throw e;
        }
        if (touched.isEmpty()) {
            return pass(request, lease.get());
        }
        giveUp(lease.get());
        return decided(request, submission, touched.get(), earlier);
    }

    private Handled decided(
            GovernedRequest request, Submission submission, Evaluation evaluation, Optional<Standing> earlier) {
        Failpoint.DECIDED.reached();
        try {
            return switch (evaluation.decision()) {
                case Decision.Permit _ -> forward(request, submission, evaluation, earlier);
                case Decision.Hold hold -> hold(request, submission, evaluation, hold, earlier);
                case Decision.Deny _, Decision.Indeterminate _ -> {
                    parts.journal().deny(submission, evaluation);
                    yield say(new Messages(parts.links()).denied(submission.id(), evaluation));
                }
            };
        } catch (AlreadyOpenException e) {
            return parts.holds()
                    .standing(submission.fingerprint())
                    .flatMap(s -> waiting.join(upstream, s, request))
                    .orElseGet(() -> say(Messages.unavailable()));
        }
    }

    private Handled hold(
            GovernedRequest request,
            Submission submission,
            Evaluation evaluation,
            Decision.Hold decision,
            Optional<Standing> earlier) {
        var settled = earlier.filter(s -> unchanged(s, evaluation) && !tookBack(s))
                .flatMap(s -> waiting.refusal(upstream, s));
        if (settled.isPresent()) {
            return Handled.of(settled.get());
        }
        var id = parts.ids().hold();
        var requirement = decision.requirement();
        var expires = upstream.holds().expires(requirement);
        var opening = parts.openings().of(id, submission, evaluation, requirement, expires);
        var hold = parts.holds().open(submission, evaluation, opening, sealed(id, request.credential()));
        Failpoint.HOLD_COMMITTED.reached();
        parts.held().accept(submission);
        return waiting.held(upstream, hold, request);
    }

    private static boolean unchanged(Standing earlier, Evaluation now) {
        return earlier.fresh()
                && earlier.evaluation().equals(now.digest())
                && earlier.policy().equals(now.decision().grounds().policy());
    }

    /** Who took a request back may ask for it again. */
    private static boolean tookBack(Standing earlier) {
        return earlier.hold()
                .filter(h -> h.state() instanceof HoldState.Cancelled)
                .isPresent();
    }

    private Optional<byte[]> sealed(String hold, Credential caller) {
        return switch (upstream.credentialFor(caller)) {
            case Credential.Authorization(var text)
            when upstream.forwards() instanceof Upstream.Forwards.AsCaller ->
                Optional.of(parts.seal()
                        .orElseThrow(() -> new IllegalStateException("no sealing key"))
                        .seal(hold, text));
            case Credential.Authorization _, Credential.None _ -> Optional.empty();
        };
    }

    /** A permit: under the lease of its models the targets are read again, and decided anew where they have changed. */
    private Handled forward(
            GovernedRequest request, Submission submission, Evaluation evaluation, Optional<Standing> earlier) {
        var lease = parts.journal().lease(Submissions.resources(submission), LEASE_WAIT);
        if (lease.isEmpty()) {
            return refuse(
                    request,
                    new Messages(parts.links()).busy(submission.change().model()));
        }
        var current = Optional.<Evaluation>empty();
        try {
            var targets = parts.evaluator().impact(upstream, submission);
            if (targets.isEmpty()) {
                return pass(request, lease.get());
            }
            current = Optional.of(
                    same(targets, evaluation) ? evaluation : parts.evaluator().evaluate(upstream, submission, targets));
        } catch (RuntimeException e) {
            giveUp(lease.get());
            throw e;
        }
        return forwardUnder(lease.get(), request, submission, current.get(), earlier);
    }

    private Handled forwardUnder(
            Lease lease,
            GovernedRequest request,
            Submission submission,
            Evaluation evaluation,
            Optional<Standing> earlier) {
        if (!(evaluation.decision() instanceof Decision.Permit)) {
            giveUp(lease);
            return decided(request, submission, evaluation, earlier);
        }
        Failpoint.TARGET_READ.reached();
        try {
            var attempt = parts.journal().intend(submission, evaluation, lease);
            return parts.forwarder()
                    .forward(upstream, attempt, upstream.credentialFor(request.credential()))
                    .map(outcome -> Handled.of(outcome.reply()))
                    .orElseGet(() -> say(Waiting.unknown(parts.links(), submission.id())));
        } catch (AlreadyOpenException | JournalException e) {
            // Where the intent was recorded after all, whoever looks for orphans finds it without a lease.
            giveUp(lease);
            throw e;
        }
    }

    private void giveUp(Lease lease) {
        parts.journal().giveUp(lease);
    }

    static boolean same(List<TargetChange> targets, Evaluation evaluation) {
        return targets.equals(evaluation.targets().stream()
                .map(Evaluation.TargetEvaluation::change)
                .toList());
    }

    /**
     * Touches nothing governed: forwarded as decided on, without a record. Where there is no answer it may be under way: then nobody
     * else changes its models until the lease ends by itself.
     */
    private Handled pass(GovernedRequest request, Lease lease) {
        var call = request.change().calls().getFirst();
        var sent = upstream.client().send(call, upstream.credentialFor(request.credential()), lease::safe);
        if (!(sent instanceof Sent.Lost)) {
            giveUp(lease);
        }
        return switch (sent) {
            case Sent.Answered(var _, var reply) -> Handled.of(reply);
            case Sent.NotSent(var why) ->
                say(new Notice(Kind.BAD_GATEWAY, "Stagegate: the upstream cannot be reached: " + why));
            case Sent.Lost(var why, var timedOut) ->
                say(new Notice(
                        timedOut ? Kind.GATEWAY_TIMEOUT : Kind.BAD_GATEWAY,
                        "Stagegate: the upstream gave no answer: " + why));
        };
    }

    private Handled refuse(GovernedRequest request, Notice notice) {
        var change = request.change();
        var call = change.calls().getFirst();
        try {
            parts.journal()
                    .refuse(new Refusal(
                            upstream.name(),
                            request.subject(),
                            change.operation(),
                            call.method(),
                            call.target(),
                            notice.message(),
                            parts.submissions().now()));
            return say(notice);
        } catch (JournalException e) {
            LOG.error("a refusal of {} is not recorded: {}", change.operation(), e.getMessage());
            return say(Messages.unavailable());
        }
    }

    private Handled say(Notice notice) {
        return Handled.of(upstream.platform().say(notice));
    }
}
