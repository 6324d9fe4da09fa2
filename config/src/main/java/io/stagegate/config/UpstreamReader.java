package io.stagegate.config;

import io.stagegate.config.Consistency.Placed;
import io.stagegate.config.Credentials.FromCaller;
import io.stagegate.config.Credentials.FromGateway;
import io.stagegate.config.Credentials.FromNextTry;
import io.stagegate.config.Credentials.FromNobody;
import io.stagegate.config.Credentials.Login;
import io.stagegate.core.platform.UpstreamSettings.Environment;
import java.net.URI;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/** Reads upstreams one after another, and keeps what can be read of those that are wrong. */
final class UpstreamReader {
    private static final String ENVIRONMENTS = "{ production: { aliases: [champion] } }";

    private final Problems problems;
    private final Secrets secrets;
    private final Map<String, String> platforms;
    private final List<Upstream> upstreams = new ArrayList<>();
    private final List<Placed<String>> names = new ArrayList<>();
    private final List<Placed<Listen>> listeners = new ArrayList<>();
    private final List<Placed<URI>> urls = new ArrayList<>();
    private final List<Placed<Credentials>> credentials = new ArrayList<>();
    private final List<Placed<EventSettings>> events = new ArrayList<>();
    private final RequesterReader requesters;
    private final List<String> verified = new ArrayList<>();
    private int count;

    UpstreamReader(Problems problems, Secrets secrets, Set<String> platforms) {
        this.problems = problems;
        this.secrets = secrets;
        this.requesters = new RequesterReader(problems);
        this.platforms = platforms.stream().collect(Collectors.toMap(p -> p, p -> p));
    }

    List<Upstream> read() {
        return upstreams;
    }

    List<Placed<String>> names() {
        return names;
    }

    List<Placed<Listen>> listeners() {
        return listeners;
    }

    List<Placed<URI>> urls() {
        return urls;
    }

    List<Placed<Credentials>> credentials() {
        return credentials;
    }

    /** What they prove with that they tell of changes. */
    List<Placed<EventSettings>> events() {
        return events;
    }

    /** The issuers that requesters are known by. */
    List<Placed<String>> issuers() {
        return requesters.issuers();
    }

    /** The names of those upstreams where people are known by names of their own. */
    List<String> verified() {
        return verified;
    }

    /** Whether every upstream has a name that can be read. */
    boolean allNamed() {
        return names.size() == count;
    }

    void read(Value value) {
        count++;
        value.section().ifPresent(this::read);
    }

    private void read(Section section) {
        var name = keep(names, section, "name", section.need("name", "registry", v -> v.as(UpstreamForms::name)));
        var platform = section.need("platform", "mlflow", v -> v.oneOf(platforms));
        var listen = listen(section);
        var hosts = section.list("names", UpstreamForms::hostName);
        var url = url(section);
        var trust = section.value("trust").flatMap(v -> v.as(Certificates::file));
        var environments = section.need("environments", ENVIRONMENTS, this::environments);
        var requester = requester(section, name);
        var forwards = section.<Credentials>get("credentials", new FromCaller(), this::credentials);
        var reads = section.value("reads").flatMap(Value::section).flatMap(this::login);
        var tags = section.list("protectedTags", UpstreamForms::tagPattern);
        var allow = section.list("allow", UpstreamForms::route);
        var prefix = section.get("staticPrefix", "", v -> v.as(UpstreamForms::staticPrefix));
        var concurrency = section.get("concurrency", Upstream.CONCURRENCY, v -> v.as(UpstreamForms::concurrency));
        var hold = section.get("hold", HoldSettings.DEFAULT, this::hold);
        var tls = section.value("tls").flatMap(v -> Tls.read(v, true));
        var told = keep(events, section, "events", section.value("events").flatMap(this::events));
        section.close();
        checkRequester(section, requester, forwards, tls);
        Supplier<Upstream> made = () -> new Upstream(
                name.orElseThrow(),
                platform.orElseThrow(),
                listen.orElseThrow(),
                Set.copyOf(hosts),
                url.orElseThrow(),
                trust,
                environments.orElseThrow(),
                requester,
                forwards,
                reads,
                tags,
                Set.copyOf(allow),
                prefix,
                concurrency,
                hold,
                tls,
                told);
        add(section.path(), made);
    }

    /** What is required and missing is a problem by now. */
    private void add(String path, Supplier<Upstream> make) {
        problems.whole(path, make).ifPresent(upstreams::add);
    }

    private RequesterSource requester(Section section, Optional<String> upstream) {
        var requester = section.<RequesterSource>get("requester", new RequesterSource.Basic(), requesters::read);
        upstream.filter(_ -> requester.namesPeople()).ifPresent(verified::add);
        return requester;
    }

    private Optional<Listen> listen(Section section) {
        return keep(listeners, section, "listen", section.need("listen", "127.0.0.1:8080", v -> v.as(Listen::parse)));
    }

    private Optional<URI> url(Section section) {
        return keep(urls, section, "url", section.need("url", "http://127.0.0.1:5000", v -> v.as(UpstreamForms::url)));
    }

    private void checkRequester(Section section, RequesterSource requester, Credentials forwards, Optional<Tls> tls) {
        var path = section.path();
        keep(credentials, section, "credentials", Optional.of(forwards));
        RequesterForms.misfit(requester, forwards)
                .ifPresent(flaw -> problems.add(new Consistency.Flaw(path + ".credentials", flaw)));
        if (problems.none()) {
            RequesterForms.untrusted(requester, tls)
                    .ifPresent(flaw -> problems.add(new Consistency.Flaw(path + ".requester", flaw)));
        }
    }

    private static <T> Optional<T> keep(List<Placed<T>> kept, Section section, String key, Optional<T> value) {
        value.ifPresent(v -> kept.add(new Placed<>(section.path() + "." + key, v)));
        return value;
    }

    private Optional<List<Environment>> environments(Value value) {
        return value.section().flatMap(section -> {
            var environments = new ArrayList<Placed<Environment>>();
            for (var named : section.named().entrySet()) {
                named.getValue()
                        .section()
                        .ifPresent(s -> environments.add(
                                new Placed<>(named.getValue().path(), environment(named.getKey(), s))));
            }
            if (section.named().isEmpty()) {
                return value.wrong("without environments nothing is governed; " + UpstreamForms.ENVIRONMENT);
            }
            problems.addAll(Consistency.slots(environments));
            return Optional.of(environments.stream().map(Placed::value).toList());
        });
    }

    private static Environment environment(String name, Section section) {
        var aliases = section.list("aliases", UpstreamForms::slot);
        var stages = section.list("stages", UpstreamForms::slot);
        var latest = section.get("latest", false, Value::flag);
        section.close();
        return new Environment(name, Set.copyOf(aliases), Set.copyOf(stages), latest);
    }

    private Optional<Credentials> credentials(Value value) {
        return value.section().flatMap(section -> {
            var from = section.need("from", "caller", Value::text);
            if (from.equals(Optional.of("gateway"))) {
                return login(section).map(FromGateway::new);
            }
            for (var key : List.of("username", "password")) {
                section.value(key)
                        .ifPresent(v ->
                                v.wrong("the caller's credentials are its own; delete this, or write from: gateway"));
            }
            section.close();
            return section.value("from").flatMap(v -> v.oneOf(callers()));
        });
    }

    private static Map<String, Credentials> callers() {
        var callers = new LinkedHashMap<String, Credentials>();
        callers.put("caller", new FromCaller());
        callers.put("next-try", new FromNextTry());
        callers.put("none", new FromNobody());
        callers.put("gateway", new FromCaller());
        return callers;
    }

    private Optional<Login> login(Section section) {
        var username = section.need("username", "stagegate", v -> v.as(Login::checkUsername));
        var password = section.need("password", "\"${MLFLOW_PASSWORD}\"", v -> v.secret(secrets));
        section.close();
        return username.flatMap(u -> password.map(p -> new Login(u, p)));
    }

    private Optional<EventSettings> events(Value value) {
        return value.section().flatMap(section -> {
            var secret = section.need("secret", "\"${MLFLOW_EVENTS_SECRET}\"", v -> Optional.of(signedWith(v)));
            section.close();
            return secret.filter(some -> !some.isEmpty())
                    .flatMap(some -> problems.attempt(value.path(), () -> new EventSettings(some)));
        });
    }

    private List<Secret> signedWith(Value value) {
        if (value.isEmptyList()) {
            value.wrong("there is no secret; write secret: \"${NAME}\"");
        }
        return value.secrets(secrets, EventSettings::check);
    }

    private Optional<HoldSettings> hold(Value value) {
        return value.section().flatMap(section -> {
            var patience = section.value("wait").flatMap(v -> v.as(Durations::parse));
            var expires = section.get("expires", HoldSettings.DEFAULT.expires(), v -> v.as(Durations::parse));
            var then = section.get("then", HoldSettings.DEFAULT.then(), v -> v.as(HoldSettings.Then::parse));
            section.close();
            return problems.attempt(value.path(), () -> new HoldSettings(patience, expires, then));
        });
    }
}
