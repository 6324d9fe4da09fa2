package io.stagegate.config;

import io.stagegate.config.Consistency.Placed;
import io.stagegate.config.Permissions.Grant;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Reads the whole file: what each part says, then what the parts owe one another. */
final class ConfigReader {
    private static final String LISTEN = "127.0.0.1:8181";
    private static final String UPSTREAM = "[{ name: registry, platform: mlflow, listen: 127.0.0.1:8080, "
            + "url: http://127.0.0.1:5000, environments: { production: { aliases: [champion] } } }]";

    private final Problems problems;
    private final Secrets secrets;
    private final Set<String> platforms;

    ConfigReader(Problems problems, Secrets secrets, Set<String> platforms) {
        this.problems = problems;
        this.secrets = secrets;
        this.platforms = platforms;
    }

    /** The configuration, or empty where there are problems. */
    Optional<GatewayConfig> read(Value root) {
        return root.section().flatMap(this::read);
    }

    private Optional<GatewayConfig> read(Section root) {
        var api = root.get("api", Api.at(GatewayConfig.API), v -> v.section().flatMap(this::api));
        var operations = operations(root);
        var data = root.get("data", GatewayConfig.DATA, v -> v.as(ConfigReader::path));
        var database = root.value("database").flatMap(Value::section).flatMap(this::database);
        var sealingKeys = root.value("sealingKey").map(this::sealingKeys).orElse(List.of());
        var permissions = root.get("permissions", Permissions.DEFAULT, this::permissions);
        var holds = root.get("holds", HoldsSettings.DEFAULT, HoldsSettings::read);
        var policy = root.get("policy", PolicySettings.DEFAULT, this::policy);
        var upstreams = upstreams(root);
        var oidc = list(root, "oidc", new OidcReader(problems), OidcReader::read);
        var people = list(root, "people", new PeopleReader(problems, secrets, upstreams, oidc), PeopleReader::read);
        var groups = list(root, "groups", new GroupReader(problems), GroupReader::read);
        var webhooks = list(root, "webhooks", new WebhookReader(problems, secrets), WebhookReader::read);
        var audit = root.get("audit", AuditSettings.DEFAULT, v -> v.section().map(this::audit));
        var observing = observing(root, upstreams, people);
        checkListeners(root, api.listen(), operations.listen(), upstreams);
        checkDoors(root, upstreams, oidc, groups);
        checkPeople(root, webhooks, people);
        return problems.whole(
                "",
                () -> new GatewayConfig(
                        api.listen(),
                        api.url(),
                        operations.listen(),
                        data,
                        database,
                        sealingKeys,
                        permissions,
                        holds,
                        policy,
                        upstreams.read(),
                        people.read(),
                        groups.read(),
                        oidc.read(),
                        new GatewayConfig.Encryption(api.tls(), operations.tls()),
                        webhooks.read(),
                        audit,
                        observing));
    }

    private static Api operations(Section root) {
        return root.get(
                "operations", Api.at(GatewayConfig.OPERATIONS), v -> v.section().flatMap(ConfigReader::operationsIn));
    }

    /** A reader that has read each item of a list. */
    private static <R> R list(Section root, String key, R reader, BiConsumer<R, Value> read) {
        root.value(key).ifPresent(v -> v.items().forEach(item -> read.accept(reader, item)));
        return reader;
    }

    private void checkDoors(Section root, UpstreamReader upstreams, OidcReader oidc, GroupReader groups) {
        groups.check(upstreams.read());
        problems.addAll(Consistency.sealing(root.has("database"), root.has("sealingKey"), upstreams.credentials()));
        problems.addAll(Consistency.names(
                Stream.concat(upstreams.names().stream(), oidc.names().stream()).toList()));
        problems.addAll(EventSettings.shared(upstreams.events()));
        problems.addAll(Consistency.names(oidc.urls()));
        problems.addAll(Consistency.issuers(
                upstreams.issuers(), oidc.names().stream().map(Placed::value).collect(Collectors.toSet())));
    }

    private UpstreamReader upstreams(Section root) {
        var reader = new UpstreamReader(problems, secrets, platforms);
        root.need("upstreams", UPSTREAM, Optional::of).ifPresent(value -> {
            value.items().forEach(reader::read);
            if (value.isEmptyList()) {
                value.wrong("there is nothing to stand in front of; write " + UPSTREAM);
            }
        });
        return reader;
    }

    private void checkPeople(Section root, WebhookReader webhooks, PeopleReader people) {
        people.check();
        problems.addAll(Consistency.names(webhooks.names()));
        problems.addAll(Consistency.listed(webhooks.spokenFor(), people.knownIds()));
        problems.addAll(Consistency.listed(webhooks.requesters(), people.knownIds()));
        problems.addAll(Consistency.callbacks(
                root.has("database"),
                root.has("sealingKey"),
                !webhooks.spokenFor().isEmpty()));
    }

    /** What is left of the file is known to nobody; what is read must not be in its own way. */
    private void checkListeners(Section root, Listen api, Listen operations, UpstreamReader upstreams) {
        root.close();
        var listeners = new ArrayList<>(
                List.of(new Placed<>("api.listen", api), new Placed<>("operations.listen", operations)));
        listeners.addAll(upstreams.listeners());
        problems.addAll(Consistency.listeners(listeners));
        problems.addAll(Consistency.loops(upstreams.urls(), listeners));
    }

    private record Api(Listen listen, Optional<URI> url, Optional<Tls> tls) {
        static Api at(Listen listen) {
            return new Api(listen, Optional.empty(), Optional.empty());
        }
    }

    private Optional<Api> api(Section section) {
        var listen = listen(section);
        var url = section.value("url").flatMap(v -> v.as(UpstreamForms::url));
        var tls = section.value("tls").flatMap(v -> Tls.read(v, false));
        return closed(section, listen.map(l -> new Api(l, url, tls)));
    }

    private static Optional<Api> operationsIn(Section section) {
        var listen = listen(section);
        var tls = section.value("tls").flatMap(v -> Tls.read(v, false));
        return closed(section, listen.map(l -> new Api(l, Optional.empty(), tls)));
    }

    private static Optional<Listen> listen(Section section) {
        return section.need("listen", LISTEN, v -> v.as(Listen::parse));
    }

    private static <T> T closed(Section section, T read) {
        section.close();
        return read;
    }

    /** One key, or the new one with those before it. */
    private List<Secret> sealingKeys(Value value) {
        return value.isText()
                ? sealingKey(value).stream().toList()
                : value.items().stream().flatMap(v -> sealingKey(v).stream()).toList();
    }

    private Optional<Secret> sealingKey(Value value) {
        return value.secret(secrets).flatMap(s -> problems.attempt(value.path(), () -> SealingKey.check(s)));
    }

    private AuditSettings audit(Section section) {
        var usual = AuditSettings.DEFAULT;
        var origin = section.get("origin", usual.origin(), v -> v.as(AuditSettings::checkOrigin));
        var keys = section.value("signingKey").map(this::sealingKeys).orElse(usual.signingKeys());
        section.close();
        return new AuditSettings(origin, keys);
    }

    private Optional<Database> database(Section section) {
        var address =
                section.need("url", "postgresql://stagegate@127.0.0.1:5432/stagegate", v -> v.as(Database::address));
        var password = section.value("password").flatMap(v -> v.secret(secrets));
        var owner = section.value("owner").flatMap(Value::section).flatMap(this::owner);
        section.close();
        return address.map(
                a -> new Database(a.host(), a.port(), a.name(), new Database.Role(a.user(), password), owner));
    }

    private Optional<Database.Role> owner(Section section) {
        var user = section.need("user", "stagegate_owner", Value::text);
        var password = section.value("password").flatMap(v -> v.secret(secrets));
        section.close();
        return user.map(u -> new Database.Role(u, password));
    }

    private Optional<Permissions> permissions(Value value) {
        return value.section().map(section -> {
            var given = new Permissions(
                    section.get("read", Permissions.DEFAULT.read(), ConfigReader::grant),
                    section.get("restore", Permissions.DEFAULT.restore(), ConfigReader::grant),
                    section.get("force", Permissions.DEFAULT.force(), ConfigReader::grant),
                    section.get("tokens", Permissions.DEFAULT.tokens(), ConfigReader::grant),
                    section.get("breakGlass", Permissions.DEFAULT.breakGlass(), ConfigReader::groups),
                    section.get("webhooks", Permissions.DEFAULT.webhooks(), ConfigReader::grant));
            section.close();
            return given;
        });
    }

    private static Optional<Grant> grant(Value value) {
        if (!value.isText()) {
            return Optional.of(new Grant.Groups(Set.copyOf(value.list(Person::checkGroup))));
        }
        return value.oneOf(Map.of("any", new Grant.AnyPerson()));
    }

    /** Never everybody: who may act before anybody has agreed is named. */
    private static Optional<Grant> groups(Value value) {
        return Optional.of(new Grant.Groups(Set.copyOf(value.list(Person::checkGroup))));
    }

    private GatewayConfig.Observing observing(Section root, UpstreamReader upstreams, PeopleReader people) {
        var sources = list(root, "sources", new SourceReader(problems, secrets), SourceReader::read);
        sources.check(upstreams.read(), people.read());
        return new GatewayConfig.Observing(
                drift(root), sources.read(), root.get("watch", WatchSettings.DEFAULT, WatchSettings::read));
    }

    private static DriftSettings drift(Section root) {
        return root.get(
                "drift",
                DriftSettings.DEFAULT,
                v -> v.section().map(section -> {
                    var every = section.get(
                            "every",
                            DriftSettings.DEFAULT.every(),
                            given -> given.as(text -> DriftSettings.check(Durations.parse(text))));
                    section.close();
                    return new DriftSettings(every);
                }));
    }

    private Optional<PolicySettings> policy(Value value) {
        return value.section().flatMap(section -> {
            var path = section.need("path", "rules/policies/baseline", v -> v.as(ConfigReader::path));
            var owners = section.get("owners", PolicySettings.DEFAULT.owners(), ConfigReader::grant);
            var keys = section.list("trustedKeys", PolicySettings::checkKey);
            var approval = section.value("approval").flatMap(ConfigReader::approval);
            section.close();
            return path.map(p -> new PolicySettings(p, owners, keys, approval));
        });
    }

    private static Optional<PolicySettings.Approval> approval(Value value) {
        return value.section().flatMap(section -> {
            var count = section.get("approvals", 1, v -> v.as(PolicySettings.Approval::count));
            var from = section.need("from", "[policy-owners]", ConfigReader::someGroups);
            section.close();
            return from.map(groups -> new PolicySettings.Approval(count, groups));
        });
    }

    /** Nobody would be able to approve anything. */
    private static Optional<List<String>> someGroups(Value value) {
        return value.isEmptyList()
                ? value.wrong("nobody could approve; write the groups who may, such as [policy-owners]")
                : Optional.of(value.list(Person::checkGroup));
    }

    private static Path path(String text) {
        if (text.isBlank()) {
            throw new IllegalArgumentException("there is no path; write one, such as ./data");
        }
        return Path.of(text);
    }
}
