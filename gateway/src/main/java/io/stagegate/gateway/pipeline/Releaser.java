package io.stagegate.gateway.pipeline;

import io.stagegate.core.decision.Decision;
import io.stagegate.core.json.JsonValue.JsonObject;
import io.stagegate.gateway.faults.Failpoint;
import io.stagegate.gateway.hold.Hold;
import io.stagegate.gateway.hold.HoldState;
import io.stagegate.gateway.hold.Holds;
import io.stagegate.gateway.hold.Matter;
import io.stagegate.gateway.hold.ReviewRules;
import io.stagegate.gateway.journal.Attempt;
import io.stagegate.gateway.journal.Evaluation;
import io.stagegate.gateway.journal.Journal;
import io.stagegate.gateway.journal.JournalException;
import io.stagegate.gateway.journal.Submission;
import io.stagegate.gateway.threads.Leftovers;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
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
    /** Claims under which nothing could be done, as the database went away. */
    private final Leftovers<Hold> kept = new Leftovers<>();

    /** @param upstreams by name */
    public Releaser(Map<String, Upstream> upstreams, Pipeline.Parts parts) {
        this.upstreams = Map.copyOf(upstreams);
        this.parts = parts;
    }

    /** Releases a hold if it is approved and nobody else is at it. Never throws: what fails is tried again. */
    public void release(String id) {
        release(id, Optional.empty());
    }

    /**
     * The same with what a requester has sent along who asks again.
     *
     * @param credential empty where nobody is there who could
     */
    void release(String id, Optional<Credential> credential) {
        var claimed = Optional.<Hold>empty();
        try {
            claimed = holds().claim(id, CLAIM);
            claimed.ifPresent(hold -> releaseClaimed(hold, credential));
        } catch (JournalException e) {
            LOG.warn("hold {} not released yet: {}", id, e.getMessage());
            claimed.ifPresent(kept::add);
        } catch (RuntimeException e) {
            LOG.error("hold {} not released", id, e);
        }
    }

    /** Gives the claims back that were of no use: others need not wait until they end. */
    void giveBack() {
        kept.again(this::givenBack);
    }

    private boolean givenBack(Hold hold) {
        try {
            holds().tryAgain(hold, Duration.ZERO, "the database did not answer in time");
            return true;
        } catch (JournalException e) {
            LOG.debug("the claim of hold {} ends later than it could: {}", hold.id(), e.getMessage());
            return false;
        }
    }

    /** One release: what, of whose, and what it is forwarded with. */
    private record Release(Upstream upstream, Hold hold, Submission submission, Credential credential) {}

    private void releaseClaimed(Hold hold, Optional<Credential> caller) {
        Failpoint.CLAIMED.reached();
        // Its state is what its facts make it, whatever its row says.
        if (!hold.intact() || !(ReviewRules.state(hold) instanceof HoldState.Approved)) {
            quarantine(hold);
            return;
        }
        var submission = journal().submission(hold.promotion()).orElseThrow();
        var upstream = Optional.ofNullable(upstreams.get(submission.upstream()));
        if (upstream.isEmpty()) {
            holds().tryAgain(hold, LATER, "upstream " + submission.upstream() + " is not in the configuration");
            return;
        }
        var credential = caller.or(() -> credential(upstream.get(), hold, submission));
        if (credential.isEmpty()) {
            holds().tryAgain(hold, Duration.ZERO, "its requester has to send the same request again");
            return;
        }
        try {
            decide(new Release(upstream.get(), hold, submission, credential.get()));
        } catch (InquiryException e) {
            holds().tryAgain(hold, LATER, e.notice().message());
        }
    }

    private void quarantine(Hold hold) {
        LOG.error("hold {} was changed behind the gateway: it is not released", hold.id());
        holds().quarantine(hold);
    }

    private void decide(Release release) {
        var hold = release.hold();
        var evaluation = parts.evaluator().evaluate(release.upstream(), release.submission());
        if (evaluation.isEmpty()) {
            if (release.submission().restore().isPresent()) {
                holds().tryAgain(hold, LATER, "there is nothing to put back as things stand");
            } else {
                forward(release, () -> alreadySo(release));
            }
            return;
        }
        switch (evaluation.get().decision()) {
            case Decision.Deny _ -> holds().deny(hold, evaluation.get());
            case Decision.Indeterminate(var _, var why) -> holds().tryAgain(hold, LATER, why);
            case Decision.Permit _, Decision.Hold _ -> {
                if (!HoldDigest.of(hold.id(), evaluation.get()).equals(hold.digest())) {
                    differs(hold, evaluation.get());
                } else if (requires(evaluation.get(), hold)) {
                    forward(release, () -> unchanged(release, evaluation.get()));
                } else {
                    quarantine(hold);
                }
            }
        }
    }

    /** Whether the requirement that was met, and what it was met for, are what the digest was made of. */
    private static boolean requires(Evaluation evaluation, Hold hold) {
        var matter = hold.matter().map(Matter.of(evaluation)::equals).orElse(true);
        return matter
                && (!(evaluation.decision() instanceof Decision.Hold(var _, var requirement))
                        || requirement.equals(hold.requirement()));
    }

    /** What reviewers saw and cannot be read at the moment is no difference: it is looked at again. */
    private void differs(Hold hold, Evaluation evaluation) {
        var seen = journal().lastEvaluation(hold.promotion());
        seen.flatMap(known -> Differences.unreadable(known, evaluation))
                .ifPresentOrElse(why -> holds().tryAgain(hold, LATER, why), () -> reopen(hold, evaluation, seen));
    }

    private void reopen(Hold hold, Evaluation evaluation, Optional<JsonObject> seen) {
        var requirement = evaluation.decision() instanceof Decision.Hold(var _, var now) ? now : hold.requirement();
        var differences =
                seen.map(known -> Differences.between(known, evaluation)).orElse(List.of());
        holds().reopen(hold, evaluation, requirement, HoldDigest.of(hold.id(), evaluation), differences);
    }

    private Optional<Evaluation> unchanged(Release release, Evaluation evaluation) {
        var now = parts.evaluator().impact(release.upstream(), release.submission());
        return Pipeline.same(now, evaluation) ? Optional.of(evaluation) : Optional.empty();
    }

    /** What others have made so meanwhile is made so once more: that changes nothing, and its requester gets the reply. */
    private Optional<Evaluation> alreadySo(Release release) {
        var submission = release.submission();
        return journal()
                .lastEvaluation(submission.id())
                .flatMap(seen -> parts.evaluator().alreadySo(release.upstream(), submission, seen));
    }

    /** @param released what may be released, found out while nobody else can change its models; empty where it has changed since */
    private void forward(Release release, Supplier<Optional<Evaluation>> released) {
        var hold = release.hold();
        var lease = journal().lease(Submissions.resources(release.submission()), LEASE_WAIT);
        if (lease.isEmpty()) {
            holds().tryAgain(hold, SOON, "another change of the model is being made");
            return;
        }
        Attempt attempt;
        try {
            var evaluation = released.get();
            if (evaluation.isEmpty()) {
                journal().giveUp(lease.get());
                holds().tryAgain(hold, SOON, "the target changed while it was being released");
                return;
            }
            Failpoint.TARGET_READ.reached();
            attempt = holds().release(hold, release.submission(), evaluation.get(), lease.get());
        } catch (RuntimeException e) {
            journal().giveUp(lease.get());
            throw e;
        }
        parts.forwarder().forward(release.upstream(), attempt, release.credential());
    }

    /** What a change is forwarded with while its requester is away; empty where only they can send it. */
    private Optional<Credential> credential(Upstream upstream, Hold hold, Submission submission) {
        if (submission.restore().isPresent()) {
            return Optional.of(upstream.reads());
        }
        return switch (upstream.forwards()) {
            case Upstream.Forwards.AsGateway(var own) -> Optional.of(own);
            case Upstream.Forwards.AsNextCaller() -> Optional.empty();
            case Upstream.Forwards.AsCaller() ->
                holds().sealedCredential(hold.id())
                        .map(kept -> opened(hold, kept))
                        .orElse(Optional.of(new Credential.None()));
        };
    }

    private Optional<Credential> opened(Hold hold, byte[] kept) {
        try {
            var seal = parts.seal().orElseThrow(() -> new IllegalStateException("there is no sealing key any more"));
            return Optional.of(new Credential.Authorization(seal.open(hold.id(), kept)));
        } catch (IllegalStateException e) {
            LOG.warn("hold {}: {}", hold.id(), e.getMessage());
            return Optional.empty();
        }
    }

    private Journal journal() {
        return parts.journal();
    }

    private Holds holds() {
        return parts.holds();
    }
}
