package io.stagegate.config;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Where the gateway learns how what was promoted does: something that it asks, or somebody who tells it. */
public sealed interface Source {
    /** How many readings somebody may tell in a minute. */
    int PER_MINUTE = 6_000;

    /** What it is called; unlike any other. */
    String name();

    /** The names of the signals that it is asked for; none where it is not asked. */
    default Set<String> asked() {
        return switch (this) {
            case Prometheus prometheus -> prometheus.signals().keySet();
            case Mlflow mlflow -> mlflow.signals().keySet();
            case Alertmanager _, Push _ -> Set.of();
        };
    }

    /** What its callers show; empty where nobody calls, or they sign. */
    default Optional<Secret> callersToken() {
        return switch (this) {
            case Alertmanager alertmanager -> Optional.of(alertmanager.token());
            case Push push -> push.token();
            case Prometheus _, Mlflow _ -> Optional.empty();
        };
    }

    /**
     * A server that answers Prometheus' HTTP API.
     *
     * @param url where it is, with the path that it is mounted below
     * @param trust the authorities, in PEM, one of which has signed its certificate; those that Java trusts where empty
     * @param token what the gateway shows as bearer
     * @param login what it logs in with in place of a token
     * @param signals what it is asked for each signal
     * @param concurrency how many queries there are at once
     * @param timeout how long one may take
     */
    record Prometheus(
            String name,
            URI url,
            Optional<Path> trust,
            Optional<Secret> token,
            Optional<Credentials.Login> login,
            Map<String, Query> signals,
            int concurrency,
            Duration timeout)
            implements Source {
        static final int CONCURRENCY = 8;
        static final Duration TIMEOUT = Duration.ofSeconds(5);

        public Prometheus {
            SourceForms.name(name);
            url = SourceForms.url(url.toString());
            signals = Map.copyOf(signals);
            signals.keySet().forEach(SourceForms::signal);
            SourceForms.checkConcurrency(concurrency);
            SourceForms.checkTimeout(timeout);
            token.ifPresent(Person::checkToken);
            if (token.isPresent() && login.isPresent()) {
                throw new IllegalArgumentException("a token and a login do not go together; delete one of them");
            }
            if (trust.isPresent() && !"https".equals(url.getScheme())) {
                throw new IllegalArgumentException(
                        "trust is for https, and url begins with http:; write url: https://..., or delete trust");
            }
        }
    }

    /**
     * What a signal is asked with.
     *
     * @param value gives one value
     * @param range where it is asked for over the time that is looked back over; at one moment where empty
     * @param samples gives how many observations the value is made of
     * @param newest gives the time of the newest of them, in seconds since 1970
     * @param unit what the value is counted in; empty where nobody says
     * @param staleAfter how old the newest may be
     */
    record Query(
            QueryTemplate value,
            Optional<Range> range,
            Optional<QueryTemplate> samples,
            Optional<QueryTemplate> newest,
            String unit,
            Duration staleAfter) {
        static final Duration STALE = Duration.ofMinutes(5);

        public Query {
            SourceForms.unit(unit);
        }
    }

    /**
     * Values one after another, of which one is the signal.
     *
     * @param step how far apart they are
     * @param take which it is
     */
    record Range(Duration step, Take take) {
        public Range {
            SourceForms.checkStep(step);
        }
    }

    /** Which of several values one after another is the signal; those that are no number do not count beside others. */
    enum Take {
        /** The last one, a number or not. */
        LAST,
        LOWEST,
        HIGHEST,
        MEAN
    }

    /**
     * An Alertmanager that posts its alerts: which of their labels name what.
     *
     * @param token what it shows as bearer
     * @param upstream the one whose models its alerts are about: it can name no other
     * @param labels which label of an alert names what
     * @param forgetAfter an alert that is not told of again for so long is taken for resolved: longer than Alertmanager's repeat_interval
     */
    record Alertmanager(String name, Secret token, String upstream, Labels labels, Duration forgetAfter)
            implements Source {
        static final Duration FORGET = Duration.ofHours(12);

        public Alertmanager {
            SourceForms.name(name);
            Person.checkToken(token);
            SourceForms.checkForget(forgetAfter);
        }
    }

    /**
     * The names of labels.
     *
     * @param model names the model
     * @param environment names its environment; where empty an alert is about all environments of its model
     */
    record Labels(String model, Optional<String> environment) {
        public Labels {
            SourceForms.label(model);
            environment.ifPresent(SourceForms::label);
        }
    }

    /**
     * Somebody who posts readings.
     *
     * @param token what it shows as bearer
     * @param secrets what it signs with instead, as Standard Webhooks has it
     * @param models patterns of the models that it may speak of
     * @param upstreams the upstreams that it may speak of; all where empty
     * @param environments the environments that it may speak of; all where empty
     * @param keep for how long its readings are kept
     * @param perMinute how many it may tell in a minute
     */
    record Push(
            String name,
            Optional<Secret> token,
            List<Secret> secrets,
            List<String> models,
            Set<String> upstreams,
            Set<String> environments,
            Duration keep,
            int perMinute)
            implements Source {
        static final Duration KEEP = Duration.ofDays(30);

        public Push {
            SourceForms.name(name);
            secrets = List.copyOf(secrets);
            models = List.copyOf(models);
            upstreams = Set.copyOf(upstreams);
            environments = Set.copyOf(environments);
            token.ifPresent(Person::checkToken);
            secrets.forEach(WebhookForms::secret);
            models.forEach(Group::pattern);
            SourceForms.checkPerMinute(perMinute);
            SourceForms.checkKeep(keep);
            if (token.isEmpty() && secrets.isEmpty()) {
                throw new IllegalArgumentException(
                        "anybody could say that they are it; write token: \"${NAME}\", or secret: \"${NAME}\"");
            }
            if (models.isEmpty()) {
                throw new IllegalArgumentException(
                        "it may speak of no model; write models: [\"fraud*\"], or models: [\"*\"] for all");
            }
        }

        /** The keys that it signs with. */
        public List<byte[]> keys() {
            return secrets.stream().map(WebhookForms::bytes).toList();
        }
    }

    /**
     * What a registry has on record of the version that serves.
     *
     * @param upstream the registry
     * @param signals the metric of each signal
     */
    record Mlflow(String name, String upstream, Map<String, Figure> signals) implements Source {
        public Mlflow {
            SourceForms.name(name);
            signals = Map.copyOf(signals);
            signals.keySet().forEach(SourceForms::signal);
        }
    }

    /**
     * A metric on record.
     *
     * @param metric its name
     * @param unit what it is counted in; empty where nobody says
     */
    record Figure(String metric, String unit) {
        public Figure {
            SourceForms.unit(unit);
            if (metric.isBlank()) {
                throw new IllegalArgumentException("there is no metric; write its name, such as auc");
            }
        }
    }
}
