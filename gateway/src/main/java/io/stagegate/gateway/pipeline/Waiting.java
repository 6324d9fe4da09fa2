package io.stagegate.gateway.pipeline;

import io.stagegate.core.json.JsonValue.JsonObject;
import io.stagegate.core.platform.Notice;
import io.stagegate.core.platform.Notice.Kind;
import io.stagegate.core.platform.Reply;
import io.stagegate.gateway.hold.Hold;
import io.stagegate.gateway.hold.HoldState;
import io.stagegate.gateway.hold.Holds;
import io.stagegate.gateway.hold.Standing;
import io.stagegate.gateway.journal.Journal;
import io.stagegate.gateway.journal.JournalException;
import io.stagegate.gateway.journal.Watch;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;

/** Waiting on the open call, for a first client and for those that join: until the promotion is settled, or a little. */
public final class Waiting {
    private static final Duration AGAIN = Duration.ofSeconds(1);
    private static final Duration REPEAT = Duration.ofSeconds(10);

    private final Journal journal;
    private final Holds holds;
    private final Links links;
    private final Messages messages;
    private final InstantSource clock;
    private final Releaser releaser;
    private final Set<Watch> present = ConcurrentHashMap.newKeySet();
    private final AtomicBoolean closing = new AtomicBoolean();

    public Waiting(Journal journal, Holds holds, Releaser releaser, Links links, InstantSource clock) {
        this.journal = journal;
        this.releaser = releaser;
        this.holds = holds;
        this.links = links;
        this.messages = new Messages(links);
        this.clock = clock;
    }

    /** Lets nobody wait any longer: whoever does is told now how things stand. */
    public void close() {
        closing.set(true);
        present.forEach(Watch::wake);
    }

    /**
     * Joins a promotion that stands already.
     *
     * @return the reply, or empty where the request is a new one
     */
    Optional<Handled> join(Upstream upstream, Standing standing, GovernedRequest request) {
        var settled = standing.outcome().isPresent();
        var ended = standing.hold()
                .map(h -> h.state().settled() && !(h.state() instanceof HoldState.Released))
                .orElse(false);
        if (settled) {
            return standing.fresh() ? standing.outcome().map(o -> Handled.of(o.reply())) : Optional.empty();
        }
        if (ended) {
            return Optional.empty();
        }
        var repeated = standing.heldReplyAt().filter(at -> at.plus(REPEAT).isAfter(clock.instant()));
        // A client that was told to try again is to wait again, and not to use up its tries.
        if (repeated.isPresent()
                && standing.hold().isPresent()
                && !(standing.hold().get().state() instanceof HoldState.Approved)
                && !upstream.holds().retried()
                && !request.respondAsync()) {
            return Optional.of(Handled.of(heldNotice(upstream, standing.hold().get())));
        }
        return Optional.of(await(upstream, standing.promotion(), standing.hold(), request));
    }

    /** The reply to a request whose hold was opened just now. */
    Handled held(Upstream upstream, Hold hold, GovernedRequest request) {
        return await(upstream, hold.promotion(), Optional.of(hold), request);
    }

    /** What a client is told of a hold that ended without a forward; empty where it may ask anew. */
    Optional<Reply> refusal(Upstream upstream, Standing standing) {
        return standing.hold()
                .flatMap(hold -> switch (hold.state()) {
                    case HoldState.Rejected _ -> Optional.of(messages.rejected(hold));
                    case HoldState.Expired _ -> Optional.of(messages.expired(hold));
                    case HoldState.Denied _ -> Optional.of(messages.deniedAtRelease(hold));
                    case HoldState.Cancelled _ -> Optional.of(messages.cancelled(hold));
                    case HoldState.Pending _, HoldState.Approved _, HoldState.Released _ -> Optional.<Notice>empty();
                })
                .map(notice -> upstream.platform().say(notice));
    }

    private Handled await(Upstream upstream, String promotion, Optional<Hold> first, GovernedRequest request) {
        if (request.respondAsync() && first.isPresent()) {
            return Handled.of(accepted(first.get()));
        }
        var deadline = clock.instant().plus(patience(upstream, request));
        var client = new Attendance(request.credential(), deadline, journal.watch(promotion));
        present.add(client.watch());
        return await(upstream, promotion, first, client);
    }

    /** A client that is there: with its credential, for how long, and how it learns of anything. */
    private record Attendance(Credential credential, Instant deadline, Watch watch) {}

    private Handled await(Upstream upstream, String promotion, Optional<Hold> first, Attendance client) {
        try {
            var standing = seen(upstream, promotion, client);
            var ended = standing.flatMap(s -> ended(upstream, s));
            var left = Duration.between(clock.instant(), client.deadline());
            var hold = standing.flatMap(Standing::hold).or(() -> first);
            if (ended.isEmpty() && left.isPositive() && !closing.get()) {
                // The database may be away: what is told while it is nobody can look at.
                var look = standing.isPresent() || left.compareTo(AGAIN) < 0 ? left : AGAIN;
                return new Handled.Waits(
                        client.watch(), look, () -> await(upstream, promotion, hold, client), () -> leave(client));
            }
            leave(client);
            return Handled.of(ended.or(() -> hold.map(h -> heldNotice(upstream, h)))
                    .orElseGet(() -> upstream.platform().say(unknown(links, promotion))));
        } catch (RuntimeException e) {
            leave(client);
            throw e;
        }
    }

    private void leave(Attendance client) {
        present.remove(client.watch());
        client.watch().close();
    }

    /** How it stands, having released it where it waits for nothing but this client. */
    private Optional<Standing> seen(Upstream upstream, String promotion, Attendance client) {
        var standing = look(promotion);
        var granted = standing.flatMap(Standing::hold).filter(h -> granted(upstream, h));
        if (granted.isEmpty()) {
            return standing;
        }
        releaser.release(granted.get().id(), Optional.of(client.credential()));
        return look(promotion);
    }

    /** Whether it is approved, and waits for nothing but its requester's own credential. */
    private static boolean granted(Upstream upstream, Hold hold) {
        return upstream.forwards() instanceof Upstream.Forwards.AsNextCaller
                && hold.state() instanceof HoldState.Approved;
    }

    /** The reply where there is nothing to wait for any more. */
    private Optional<Reply> ended(Upstream upstream, Standing standing) {
        return standing.outcome().map(o -> o.reply()).or(() -> refusal(upstream, standing));
    }

    /** The database may be away for a while: the client waits on. */
    private Optional<Standing> look(String promotion) {
        try {
            return holds.standingOf(promotion);
        } catch (JournalException e) {
            return Optional.empty();
        }
    }

    private Reply heldNotice(Upstream upstream, Hold hold) {
        var kind = upstream.holds().retried() ? Kind.HELD_RETRY : Kind.HELD;
        try {
            holds.heldReply(hold.promotion());
            return upstream.platform().say(messages.held(kind, hold, journal.lastEvaluation(hold.promotion())));
        } catch (JournalException e) {
            return upstream.platform().say(messages.held(kind, hold, Optional.empty()));
        }
    }

    private Duration patience(Upstream upstream, GovernedRequest request) {
        var most = upstream.holds().patience();
        return request.patience().filter(p -> p.compareTo(most) < 0).orElse(most);
    }

    private Reply accepted(Hold hold) {
        var url = links.hold(hold.id());
        var body = JsonObject.EMPTY.with("hold", hold.id()).with("url", url);
        return new Reply(
                202,
                Map.of("content-type", "application/json", "location", url, "preference-applied", "respond-async"),
                body.toJson());
    }

    static Notice unknown(Links links, String promotion) {
        return new Notice(
                Kind.UNKNOWN_OUTCOME,
                "Stagegate: the change was sent, and what became of it is being found out. Do not repeat it; see "
                        + links.promotion(promotion));
    }
}
