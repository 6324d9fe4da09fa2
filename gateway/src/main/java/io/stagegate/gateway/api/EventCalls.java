package io.stagegate.gateway.api;

import io.micrometer.core.instrument.MeterRegistry;
import io.stagegate.config.EventSettings;
import io.stagegate.core.json.JsonValue;
import io.stagegate.core.json.JsonValue.JsonObject;
import io.stagegate.core.platform.PlatformEvents;
import io.stagegate.core.platform.Reply;
import io.stagegate.core.platform.ServingArtifacts.Model;
import io.stagegate.gateway.api.CallbackCalls.Proved;
import io.stagegate.gateway.api.Contract.Described;
import io.stagegate.gateway.signal.RateLimit;
import io.stagegate.gateway.webhook.Signed;
import io.vertx.ext.web.RoutingContext;
import java.time.InstantSource;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What platforms tell of changes, of their own accord. Which one it is its path says, and its signature proves; it can name no other one.
 * What it tells is a hint where to look, and nothing of it is taken for true.
 */
public final class EventCalls {
    static final String EVENTS = "/v1/events/:upstream";
    static final int LARGEST = 256 << 10;

    private static final Logger LOG = LoggerFactory.getLogger(EventCalls.class);
    private static final Pattern PATHS = Pattern.compile("/v1/events/[^/]+");
    /** What one upstream may tell in a minute. */
    private static final int MOST = 3_000;
    /** No upstream can be called that. */
    private static final String NOBODY = "-";

    private final Map<String, Teller> tellers;
    private final Looks looks;
    private final MeterRegistry metrics;
    private final InstantSource clock;

    /** Looks at models of an upstream soon, each once however often it is told of. */
    @FunctionalInterface
    public interface Looks {
        void look(String upstream, Set<Model> models);
    }

    /** An upstream that tells of changes. */
    public record Telling(String upstream, PlatformEvents events, EventSettings settings) {}

    private record Teller(Telling telling, RateLimit limit) {
        String upstream() {
            return telling.upstream();
        }

        PlatformEvents events() {
            return telling.events();
        }
    }

    public EventCalls(Collection<Telling> upstreams, Looks looks, MeterRegistry metrics, InstantSource clock) {
        this.tellers = upstreams.stream()
                .collect(Collectors.toUnmodifiableMap(
                        Telling::upstream, t -> new Teller(t, new RateLimit(MOST, System::nanoTime))));
        this.looks = looks;
        this.metrics = metrics;
        this.clock = clock;
        upstreams.forEach(upstream -> List.of("taken", "unrelated", "refused", "unproved", "limited")
                .forEach(result -> count(upstream.upstream(), result, 0)));
    }

    static boolean carriesProof(String path) {
        return PATHS.matcher(path).matches();
    }

    Map<String, Proved> calls() {
        return Map.of("takeEvent", this::take);
    }

    /** Nothing of a body is read for whoever does not even claim to be a known upstream at this time. */
    void admit(RoutingContext context) {
        if (teller(context).flatMap(teller -> shown(context, teller)).isPresent()) {
            context.next();
        } else {
            ApiListener.reply(context, unproved(context).reply());
        }
    }

    private Optional<Teller> teller(RoutingContext context) {
        return Optional.ofNullable(context.pathParam("upstream"))
                .flatMap(name -> Optional.ofNullable(tellers.get(name)));
    }

    private Optional<Signed> shown(RoutingContext context, Teller teller) {
        var proof = teller.events().proof();
        var names = new Signed.Names(proof.id(), proof.timestamp(), proof.signature());
        return Signed.in(names, name -> Requests.header(context, name), clock.instant());
    }

    private Problem unproved(RoutingContext context) {
        count(teller(context).map(Teller::upstream).orElse(NOBODY), "unproved", 1);
        LOG.info(
                "{}: a call from {} proves no upstream",
                ApiListener.path(context),
                context.request().remoteAddress().hostAddress());
        return Problem.of(
                ProblemType.UNAUTHENTICATED,
                "there is no upstream of that name with events that signs so: sign with the secret under its events in the"
                        + " gateway's configuration, at a time within five minutes of now");
    }

    private Supplier<Reply> take(RoutingContext context, Described described) throws ProblemException {
        var sent = ApiListener.sent(context);
        var teller = teller(context)
                .filter(t -> shown(context, t)
                        .filter(s -> s.with(t.telling().settings().keys(), sent))
                        .isPresent())
                .orElseThrow(() -> new ProblemException(unproved(context)));
        if (!teller.limit().take(1)) {
            count(teller.upstream(), "limited", 1);
            throw new ProblemException(
                    Problem.of(ProblemType.TOO_MANY, "more than " + MOST + " events of this upstream in a minute"));
        }
        try {
            Requests.query(context, described.query());
            var models = about(teller, Requests.body(sent, described.body().orElseThrow()));
            return () -> taken(teller, models);
        } catch (ProblemException e) {
            count(teller.upstream(), "refused", 1);
            throw e;
        }
    }

    private static Set<Model> about(Teller teller, JsonObject event) throws ProblemException {
        try {
            return teller.events().about(event);
        } catch (IllegalArgumentException e) {
            throw new ProblemException(Problem.of(ProblemType.INVALID, String.valueOf(e.getMessage())));
        }
    }

    private Reply taken(Teller teller, Set<Model> models) {
        count(teller.upstream(), models.isEmpty() ? "unrelated" : "taken", 1);
        looks.look(teller.upstream(), models);
        return Reply.json(
                200,
                JsonObject.EMPTY.with("models", JsonValue.of(models.size())).toJson());
    }

    private void count(String upstream, String result, int more) {
        metrics.counter("stagegate_events_total", "upstream", upstream, "result", result)
                .increment(more);
    }
}
