package io.stagegate.gateway.pipeline;

import io.stagegate.core.decision.Decision;
import io.stagegate.gateway.hold.CredentialSeal;
import io.stagegate.gateway.hold.Hold;
import io.stagegate.gateway.hold.Holds;
import io.stagegate.gateway.journal.Attempt;
import io.stagegate.gateway.journal.Evaluation;
import io.stagegate.gateway.journal.Journal;
import io.stagegate.gateway.journal.JournalException;
import io.stagegate.gateway.journal.Submission;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Releases approved holds: claimed by one replica, decided again on what is so now, and forwarded only where that is what
 * the reviewers saw.
 */
public final class Releaser {
    private static final Logger LOG = LoggerFactory.getLogger(Releaser.class);
    private static final Duration CLAIM = Duration.ofSeconds(60);
    private static final Duration SOON = Duration.ofSeconds(1);
    private static final Duration LATER = Duration.ofSeconds(5);
    private static final Duration LEASE_WAIT = Duration.ofSeconds(5);

    private final Map<String, Upstream> upstreams;
    private final Pipeline.Parts parts;

    /** @param upstreams by name */
    public Releaser(Map<String, Upstream> upstreams, Pipeline.Parts parts) {
        this.upstreams = Map.copyOf(upstreams);
        this.parts = parts;
    }

    /** Releases a hold if it is approved and nobody else is at it. Never throws: what fails is tried again. */
    public void release(String id) {
        try {
            holds().claim(id, CLAIM).ifPresent(this::releaseClaimed);
        } catch (JournalException e) {
            LOG.warn("hold {} not released yet: {}", id, e.getMessage());
        } catch (RuntimeException e) {
            LOG.error("hold {} not released", id, e);
        }
    }

    private void releaseClaimed(Hold hold) {
        var submission = journal().submission(hold.promotion()).orElseThrow();
        var upstream = Optional.ofNullable(upstreams.get(submission.upstream()));
        if (upstream.isEmpty()) {
            holds().tryAgain(hold, LATER, "upstream " + submission.upstream() + " is not in the configuration");
            return;
        }
        try {
            decide(upstream.get(), hold, submission);
        } catch (InquiryException e) {
            holds().tryAgain(hold, LATER, e.notice().message());
        }
    }

    private void decide(Upstream upstream, Hold hold, Submission submission) {
        var evaluation = parts.evaluator().evaluate(upstream, submission);
        if (evaluation.isEmpty()) {
            if (submission.restore().isPresent()) {
                holds().tryAgain(hold, LATER, "there is nothing to put back as things stand");
            } else {
                forward(upstream, hold, submission, this::alreadySo);
            }
            return;
        }
        switch (evaluation.get().decision()) {
            case Decision.Deny _ -> holds().deny(hold, evaluation.get());
            case Decision.Indeterminate(var _, var why) -> holds().tryAgain(hold, LATER, why);
            case Decision.Permit _, Decision.Hold _ -> {
                if (HoldDigest.of(hold.id(), evaluation.get()).equals(hold.digest())) {
                    forward(upstream, hold, submission, (u, s) -> unchanged(u, s, evaluation.get()));
                } else {
                    reopen(hold, evaluation.get());
                }
            }
        }
    }

    private void reopen(Hold hold, Evaluation evaluation) {
        var requirement = evaluation.decision() instanceof Decision.Hold(var _, var now) ? now : hold.requirement();
        var differences = journal()
                .lastEvaluation(hold.promotion())
                .map(seen -> Differences.between(seen, evaluation))
                .orElse(List.of());
        holds().reopen(hold, evaluation, requirement, HoldDigest.of(hold.id(), evaluation), differences);
    }

    /** What may be released, found out while nobody else can change its models; empty where it has changed since. */
    @FunctionalInterface
    private interface UnderLease {
        Optional<Evaluation> find(Upstream upstream, Submission submission);
    }

    private Optional<Evaluation> unchanged(Upstream upstream, Submission submission, Evaluation evaluation) {
        return Pipeline.same(parts.evaluator().impact(upstream, submission), evaluation)
                ? Optional.of(evaluation)
                : Optional.empty();
    }

    /** What others have made so meanwhile is made so once more: that changes nothing, and its requester gets the reply. */
    private Optional<Evaluation> alreadySo(Upstream upstream, Submission submission) {
        return journal()
                .lastEvaluation(submission.id())
                .flatMap(seen -> parts.evaluator().alreadySo(upstream, submission, seen));
    }

    private void forward(Upstream upstream, Hold hold, Submission submission, UnderLease released) {
        var credential = credential(upstream, hold, submission);
        var lease = journal().lease(Submissions.resources(submission), LEASE_WAIT);
        if (lease.isEmpty()) {
            holds().tryAgain(hold, SOON, "another change of the model is being made");
            return;
        }
        Attempt attempt;
        try {
            var evaluation = released.find(upstream, submission);
            if (evaluation.isEmpty()) {
                journal().giveUp(lease.get());
                holds().tryAgain(hold, SOON, "the target changed while it was being released");
                return;
            }
            attempt = holds().release(hold, submission, evaluation.get(), lease.get());
        } catch (RuntimeException e) {
            journal().giveUp(lease.get());
            throw e;
        }
        parts.forwarder().forward(upstream, attempt, credential);
    }

    private Credential credential(Upstream upstream, Hold hold, Submission submission) {
        if (submission.restore().isPresent()) {
            return upstream.reads();
        }
        return upstream.credentialFor(holds().sealedCredential(hold.id())
                .<Credential>map(kept -> new Credential.Authorization(seal().open(hold.id(), kept)))
                .orElse(new Credential.None()));
    }

    private CredentialSeal seal() {
        return parts.seal().orElseThrow(() -> new IllegalStateException("no sealing key"));
    }

    private Journal journal() {
        return parts.journal();
    }

    private Holds holds() {
        return parts.holds();
    }
}
