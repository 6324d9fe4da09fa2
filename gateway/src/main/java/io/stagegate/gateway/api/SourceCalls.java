package io.stagegate.gateway.api;

import io.stagegate.config.Source;
import io.stagegate.core.json.JsonValue;
import io.stagegate.core.json.JsonValue.JsonObject;
import io.stagegate.core.platform.Reply;
import io.stagegate.gateway.api.CallbackCalls.Proved;
import io.stagegate.gateway.api.Contract.Described;
import io.stagegate.gateway.signal.RateLimit;
import io.stagegate.gateway.signal.SignalStore;
import io.stagegate.gateway.signal.SourceTally;
import io.stagegate.gateway.webhook.Signed;
import io.vertx.ext.web.RoutingContext;
import java.time.InstantSource;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What sources tell of signals of their own accord. Who it is they prove by a token or a signature. */
public final class SourceCalls {
    static final String SIGNALS = "/v1/signals";
    static final int LARGEST = 1 << 20;

    private static final Logger LOG = LoggerFactory.getLogger(SourceCalls.class);

    private final List<Teller> tellers;
    private final Map<String, Set<String>> environments;
    private final SignalStore store;
    private final SourceTally tally;
    private final InstantSource clock;

    private record Teller(Source.Push source, RateLimit limit) {
        boolean shows(String token) {
            return source.callersToken().filter(t -> t.matches(token)).isPresent();
        }
    }

    /** @param environments those of each upstream */
    public SourceCalls(
            Collection<Source> sources,
            Map<String, Set<String>> environments,
            SignalStore store,
            SourceTally tally,
            InstantSource clock) {
        this.tellers = sources.stream()
                .filter(Source.Push.class::isInstance)
                .map(Source.Push.class::cast)
                .map(push -> new Teller(push, new RateLimit(push.perMinute(), System::nanoTime)))
                .toList();
        this.environments = Map.copyOf(environments);
        this.store = store;
        this.tally = tally;
        this.clock = clock;
    }

    static boolean carriesProof(String path) {
        return path.equals(SIGNALS);
    }

    Map<String, Proved> calls() {
        return Map.of("pushSignals", this::signals);
    }

    /** Nothing of a body is read for whoever shows no token of a source; a signature can be looked at only with its body. */
    void admit(RoutingContext context) {
        if (Requests.header(context, Signed.SIGNATURES).isPresent()
                || byToken(context).isPresent()) {
            context.next();
        } else {
            ApiListener.reply(context, unproved(context).reply());
        }
    }

    private Optional<Teller> byToken(RoutingContext context) {
        return Requests.bearer(context).flatMap(token -> {
            var found = Optional.<Teller>empty();
            for (var teller : tellers) {
                // Each is compared, so that the time tells nothing of which it is.
                if (teller.shows(token)) {
                    found = Optional.of(teller);
                }
            }
            return found;
        });
    }

    private Optional<Teller> bySignature(RoutingContext context, byte[] sent) {
        return Signed.in(name -> Requests.header(context, name), clock.instant())
                .flatMap(signed -> {
                    var found = Optional.<Teller>empty();
                    for (var teller : tellers) {
                        if (signed.with(teller.source().keys(), sent)) {
                            found = Optional.of(teller);
                        }
                    }
                    return found;
                });
    }

    private Problem unproved(RoutingContext context) {
        tally.unproved();
        LOG.info(
                "{}: a call from {} proves no source",
                ApiListener.path(context),
                context.request().remoteAddress().hostAddress());
        return Problem.of(
                ProblemType.UNAUTHENTICATED,
                "show the token of the source as Authorization: Bearer; signals may also be signed as Standard Webhooks says,"
                        + " with the secret of a source, at a time within five minutes of now");
    }

    private Supplier<Reply> signals(RoutingContext context, Described described) throws ProblemException {
        var sent = ApiListener.sent(context);
        var teller = (Requests.header(context, "authorization").isPresent()
                        ? byToken(context)
                        : bySignature(context, sent))
                .orElseThrow(() -> new ProblemException(unproved(context)));
        var source = teller.source();
        return taken(teller, () -> {
            Requests.query(context, described.query());
            var readings = PushedBody.read(
                    source, environments, clock.instant(), name -> Requests.header(context, name), sent);
            limit(teller, readings.size());
            return () -> {
                var fresh = store.add(readings);
                tally.taken(source.name(), fresh, readings.size() - fresh);
                return answer(Map.of("taken", fresh, "repeated", readings.size() - fresh));
            };
        });
    }

    /** Reads a call; what is wrong with one is an answer to whoever sent it. */
    @FunctionalInterface
    private interface Reading {
        Supplier<Reply> read() throws ProblemException;
    }

    private Supplier<Reply> taken(Teller teller, Reading reading) throws ProblemException {
        var name = teller.source().name();
        try {
            var taking = reading.read();
            tally.called(name, SourceTally.Call.TAKEN);
            return taking;
        } catch (ProblemException e) {
            var limited = e.problem().type() == ProblemType.TOO_MANY;
            tally.called(name, limited ? SourceTally.Call.LIMITED : SourceTally.Call.REFUSED);
            throw e;
        }
    }

    private static void limit(Teller teller, int many) throws ProblemException {
        if (!teller.limit().take(many)) {
            throw new ProblemException(Problem.of(ProblemType.TOO_MANY, "the source may tell no more at the moment"));
        }
    }

    private static Reply answer(Map<String, Integer> counts) {
        var body = JsonObject.EMPTY;
        for (var name : counts.keySet().stream().sorted().toList()) {
            body = body.with(name, JsonValue.of(counts.getOrDefault(name, 0)));
        }
        return Reply.json(200, body.toJson());
    }
}
