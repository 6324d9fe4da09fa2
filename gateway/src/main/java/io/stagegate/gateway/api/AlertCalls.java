package io.stagegate.gateway.api;

import io.micrometer.core.instrument.MeterRegistry;
import io.stagegate.config.Source;
import io.stagegate.core.json.JsonValue;
import io.stagegate.core.json.JsonValue.JsonObject;
import io.stagegate.core.platform.Reply;
import io.stagegate.gateway.alert.AlertmanagerMessage;
import io.stagegate.gateway.alert.Alerts;
import io.stagegate.gateway.api.Contract.Described;
import io.stagegate.gateway.signal.RateLimit;
import io.vertx.ext.web.RoutingContext;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/** What a source of alerts posts. It shows a token of its own, and can name no upstream but the one that it is configured for. */
public final class AlertCalls {
    /** What one source may send in a minute. */
    private static final int MOST = 600;

    private final Map<String, Teller> sources;
    private final Alerts alerts;
    private final MeterRegistry metrics;

    private record Teller(Source.Alertmanager settings, RateLimit limit) {}

    public AlertCalls(List<Source.Alertmanager> sources, Alerts alerts, MeterRegistry metrics) {
        this.sources = sources.stream()
                .collect(Collectors.toUnmodifiableMap(
                        Source.Alertmanager::name, s -> new Teller(s, new RateLimit(MOST, System::nanoTime))));
        this.alerts = alerts;
        this.metrics = metrics;
        sources.forEach(
                source -> List.of("mapped", "unmapped", "refused").forEach(what -> count(source.name(), what, 0)));
    }

    /** Nothing of it is read before its sender has shown who it is. */
    Supplier<Reply> take(RoutingContext context, Described described) throws ProblemException {
        var source = proved(context);
        if (!source.limit().take(1)) {
            count(source.settings().name(), "refused", 1);
            throw new ProblemException(Problem.of(
                    ProblemType.TOO_MANY,
                    "more than " + MOST + " messages in a minute: group alerts, or send them less often"));
        }
        Requests.query(context, described.query());
        var body = Requests.body(ApiListener.sent(context), described.body().orElseThrow());
        return () -> taken(source.settings(), body);
    }

    private Teller proved(RoutingContext context) throws ProblemException {
        var name = Optional.ofNullable(context.pathParam("source")).orElse("");
        var token = Requests.bearer(context);
        return Optional.ofNullable(sources.get(name))
                .filter(source ->
                        token.filter(source.settings().token()::matches).isPresent())
                .orElseThrow(() -> {
                    Optional.ofNullable(sources.get(name)).ifPresent(_ -> count(name, "refused", 1));
                    return new ProblemException(Problem.of(
                            ProblemType.UNAUTHENTICATED,
                            "there is no source of that name with that token: it is the one under sources in the"
                                    + " gateway's configuration, as Authorization: Bearer"));
                });
    }

    private Reply taken(Source.Alertmanager source, JsonObject body) {
        AlertmanagerMessage message;
        try {
            message = AlertmanagerMessage.read(source, body);
        } catch (IllegalArgumentException e) {
            count(source.name(), "refused", 1);
            return Problem.of(ProblemType.INVALID, String.valueOf(e.getMessage()))
                    .reply();
        }
        if (!alerts.take(source.name(), message.told(), source.forgetAfter())) {
            count(source.name(), "refused", 1);
            return Problem.of(
                            ProblemType.TOO_MANY,
                            "more than " + Alerts.MOST_FIRING + " alerts of this source would fire at once")
                    .reply();
        }
        count(source.name(), "mapped", message.told().size());
        count(source.name(), "unmapped", message.unmapped());
        return Reply.json(
                200,
                JsonObject.EMPTY
                        .with("taken", JsonValue.of(message.told().size()))
                        .with("unmapped", JsonValue.of(message.unmapped()))
                        .toJson());
    }

    private void count(String source, String result, int more) {
        metrics.counter("stagegate_alerts_total", "source", source, "result", result)
                .increment(more);
    }
}
