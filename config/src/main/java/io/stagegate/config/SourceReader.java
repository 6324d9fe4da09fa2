package io.stagegate.config;

import io.stagegate.config.Consistency.Placed;
import io.stagegate.config.Source.Alertmanager;
import io.stagegate.config.Source.Figure;
import io.stagegate.config.Source.Labels;
import io.stagegate.config.Source.Mlflow;
import io.stagegate.config.Source.Prometheus;
import io.stagegate.config.Source.Push;
import io.stagegate.config.Source.Query;
import io.stagegate.config.Source.Range;
import io.stagegate.config.Source.Take;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;

/** Reads sources one after another. */
final class SourceReader {
    private static final String QUERY = "'sum(rate(errors_total{model=\"{{model}}\"}[{{window}}]))'";
    private static final Map<String, Take> TAKES =
            Map.of("last", Take.LAST, "lowest", Take.LOWEST, "highest", Take.HIGHEST, "mean", Take.MEAN);
    private static final Map<String, Set<String>> KEYS = Map.of(
            "prometheus", Set.of("url", "trust", "token", "login", "signals", "concurrency", "timeout"),
            "alertmanager", Set.of("token", "target", "forgetAfter"),
            "push", Set.of("token", "secret", "models", "upstreams", "environments", "keep", "perMinute"),
            "mlflow", Set.of("upstream", "signals"));

    private final Problems problems;
    private final Secrets secrets;
    private final List<Placed<Source>> sources = new ArrayList<>();
    private final List<Placed<String>> names = new ArrayList<>();

    SourceReader(Problems problems, Secrets secrets) {
        this.problems = problems;
        this.secrets = secrets;
    }

    List<Source> read() {
        return sources.stream().map(Placed::value).toList();
    }

    void read(Value value) {
        value.section().ifPresent(this::read);
    }

    /** What sources owe one another, the upstreams and the people. */
    void check(List<Upstream> upstreams, List<Person> people) {
        problems.addAll(Consistency.names(names));
        if (problems.none()) {
            problems.addAll(SourceLinks.flaws(sources, upstreams, people));
        }
    }

    /** What was read of one, whatever its kind. */
    private record Read(
            Optional<URI> url,
            Optional<Path> trust,
            Optional<Secret> token,
            Optional<Credentials.Login> login,
            List<Secret> secret,
            Map<String, Asked> signals,
            int concurrency,
            Duration timeout,
            Optional<Aim> target,
            Duration forgetAfter,
            Optional<List<String>> models,
            List<String> upstreams,
            List<String> environments,
            Duration keep,
            int perMinute,
            Optional<String> upstream) {}

    private record Asked(Optional<Query> query, Optional<Figure> figure) {}

    private record Aim(String upstream, Labels labels) {}

    /** All keys are asked for, so that one that goes with another kind is told from one that is unknown. */
    private void read(Section section) {
        var name = section.need("name", "prometheus", v -> v.as(SourceForms::name));
        var kind = section.need("kind", "prometheus", v -> v.oneOf(words()));
        kind.ifPresent(word -> refuse(section, word));
        var read = new Read(
                wanted(section, kind, "prometheus", "url", "http://127.0.0.1:9090", this::url),
                section.value("trust").flatMap(v -> v.as(Certificates::file)),
                wanted(section, kind, "alertmanager", "token", "\"${ALERT_TOKEN}\"", this::token),
                section.value("login").flatMap(Value::section).flatMap(this::login),
                section.value("secret")
                        .map(v -> v.secrets(secrets, WebhookForms::secret))
                        .orElse(List.of()),
                signals(section, kind),
                section.get("concurrency", Prometheus.CONCURRENCY, v -> v.as(SourceForms::concurrency)),
                section.get("timeout", Prometheus.TIMEOUT, v -> time(v, SourceForms::checkTimeout)),
                wanted(
                        section,
                        kind,
                        "alertmanager",
                        "target",
                        "{ upstream: registry, labels: { model: model } }",
                        SourceReader::aim),
                section.get("forgetAfter", Alertmanager.FORGET, v -> time(v, SourceForms::checkForget)),
                wanted(section, kind, "push", "models", "[\"fraud*\"]", v -> Optional.of(v.list(Group::pattern))),
                section.list("upstreams", UpstreamForms::name),
                section.list("environments", UpstreamForms::slot),
                section.get("keep", Push.KEEP, v -> time(v, SourceForms::checkKeep)),
                section.get("perMinute", Source.PER_MINUTE, v -> v.as(SourceForms::perMinute)),
                wanted(section, kind, "mlflow", "upstream", "registry", v -> v.as(UpstreamForms::name)));
        section.close();
        name.ifPresent(n -> names.add(new Placed<>(section.path() + ".name", n)));
        problems.whole(section.path(), () -> source(name.orElseThrow(), kind.orElseThrow(), read))
                .ifPresent(source -> sources.add(new Placed<>(section.path(), source)));
    }

    private static Map<String, String> words() {
        var words = new LinkedHashMap<String, String>();
        KEYS.keySet().forEach(word -> words.put(word, word));
        return words;
    }

    /** What is required where a source is of one kind. */
    private static <T> Optional<T> wanted(
            Section section,
            Optional<String> kind,
            String when,
            String key,
            String example,
            Function<Value, Optional<T>> read) {
        return kind.filter(when::equals).isPresent()
                ? section.need(key, example, read)
                : section.value(key).flatMap(read);
    }

    private static void refuse(Section section, String kind) {
        var all = new TreeSet<String>();
        KEYS.values().forEach(all::addAll);
        all.removeAll(KEYS.getOrDefault(kind, Set.of()));
        all.forEach(key ->
                section.value(key).ifPresent(v -> v.wrong("this does not go with kind: " + kind + "; delete it")));
    }

    private static Source source(String name, String kind, Read read) {
        return switch (kind) {
            case "prometheus" ->
                new Prometheus(
                        name,
                        read.url().orElseThrow(),
                        read.trust(),
                        read.token(),
                        read.login(),
                        of(read.signals(), Asked::query),
                        read.concurrency(),
                        read.timeout());
            case "alertmanager" ->
                new Alertmanager(
                        name,
                        read.token().orElseThrow(),
                        read.target().orElseThrow().upstream(),
                        read.target().orElseThrow().labels(),
                        read.forgetAfter());
            case "push" ->
                new Push(
                        name,
                        read.token(),
                        read.secret(),
                        read.models().orElseThrow(),
                        Set.copyOf(read.upstreams()),
                        Set.copyOf(read.environments()),
                        read.keep(),
                        read.perMinute());
            default -> new Mlflow(name, read.upstream().orElseThrow(), of(read.signals(), Asked::figure));
        };
    }

    private static <T> Map<String, T> of(Map<String, Asked> signals, Function<Asked, Optional<T>> part) {
        var out = new LinkedHashMap<String, T>();
        signals.forEach((name, asked) -> part.apply(asked).ifPresent(t -> out.put(name, t)));
        return out;
    }

    private Optional<Secret> token(Value value) {
        return value.secret(secrets).flatMap(s -> problems.attempt(value.path(), () -> Person.checkToken(s)));
    }

    private Optional<URI> url(Value value) {
        return value.secret(secrets).flatMap(s -> problems.attempt(value.path(), () -> SourceForms.url(s.value())));
    }

    private static Optional<Duration> time(Value value, Function<Duration, Duration> check) {
        return value.as(text -> check.apply(Durations.parse(text)));
    }

    private Optional<Credentials.Login> login(Section section) {
        var username = section.need("username", "stagegate", v -> v.as(Credentials.Login::checkUsername));
        var password = section.need("password", "\"${PROMETHEUS_PASSWORD}\"", v -> v.secret(secrets));
        section.close();
        return username.flatMap(u -> password.map(p -> new Credentials.Login(u, p)));
    }

    private Map<String, Asked> signals(Section section, Optional<String> kind) {
        var asked = kind.filter(k -> KEYS.getOrDefault(k, Set.of()).contains("signals"))
                .isPresent();
        var example = "{ error-rate: { query: " + QUERY + " } }";
        var value = asked ? section.need("signals", example, Optional::of) : section.value("signals");
        var out = new LinkedHashMap<String, Asked>();
        value.flatMap(Value::section)
                .ifPresent(named -> named.named().forEach((name, v) -> {
                    problems.attempt(v.path(), () -> SourceForms.signal(name));
                    v.section().ifPresent(s -> out.put(name, signal(s, kind)));
                }));
        return out;
    }

    private static Asked signal(Section section, Optional<String> kind) {
        var onRecord = kind.filter("mlflow"::equals).isPresent();
        for (var key :
                onRecord ? List.of("query", "step", "take", "samples", "newest", "staleAfter") : List.of("metric")) {
            if (kind.isPresent()) {
                section.value(key).ifPresent(v -> v.wrong("this does not go with kind: " + kind.get() + "; delete it"));
            }
        }
        var query = wanted(section, kind, "prometheus", "query", QUERY, v -> v.as(QueryTemplate::parse));
        var range = range(section);
        var samples = section.value("samples").flatMap(v -> v.as(QueryTemplate::parse));
        var newest = section.value("newest").flatMap(v -> v.as(QueryTemplate::parse));
        var stale = section.get("staleAfter", Query.STALE, v -> v.as(SourceForms::staleAfter));
        var unit = section.get("unit", "", v -> v.as(SourceForms::unit));
        var metric = wanted(section, kind, "mlflow", "metric", "auc", Value::text);
        section.close();
        return new Asked(
                query.map(q -> new Query(q, range, samples, newest, unit, stale)),
                metric.map(m -> new Figure(m, unit)));
    }

    private static Optional<Range> range(Section section) {
        var step = section.value("step").flatMap(v -> time(v, SourceForms::checkStep));
        var take = section.value("take");
        if (section.value("step").isEmpty()) {
            take.ifPresent(v -> v.wrong("there is one value only; write step: 15s beside it, or delete it"));
        }
        var taken = take.flatMap(v -> v.oneOf(TAKES)).orElse(Take.LAST);
        return step.map(s -> new Range(s, taken));
    }

    private static Optional<Aim> aim(Value value) {
        return value.section().flatMap(section -> {
            var upstream = section.need("upstream", "registry", v -> v.as(UpstreamForms::name));
            var labels = section.need("labels", "{ model: model, environment: env }", SourceReader::labels);
            section.close();
            return upstream.flatMap(u -> labels.map(l -> new Aim(u, l)));
        });
    }

    private static Optional<Labels> labels(Value value) {
        return value.section().flatMap(section -> {
            var model = section.need("model", "model", v -> v.as(SourceForms::label));
            var environment = section.value("environment").flatMap(v -> v.as(SourceForms::label));
            section.close();
            return model.map(m -> new Labels(m, environment));
        });
    }
}
