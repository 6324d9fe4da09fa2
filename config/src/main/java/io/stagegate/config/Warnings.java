package io.stagegate.config;

import io.stagegate.config.Permissions.Grant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What is possible and probably not meant, in words for the operator. */
record Warnings(GatewayConfig config) {

    List<String> all() {
        var warnings = new ArrayList<String>();
        config.upstreams().forEach(u -> about(u).ifPresent(warnings::add));
        if (config.people().isEmpty()
                && config.oidc().stream().allMatch(i -> i.groups().isEmpty())) {
            warnings.add("people: there are none, so nobody can approve, reject or restore");
        }
        if (config.database().isPresent() && config.sealingKeys().isEmpty()) {
            warnings.add("sealingKey: there is none, so a hold that somebody changes in the database is not noticed; "
                    + "write the output of: openssl rand -base64 32");
        }
        if (config.database().isPresent()
                && config.sealingKeys().isEmpty()
                && config.audit().signingKeys().isEmpty()) {
            warnings.add("audit.signingKey: there is none and no sealingKey, so nothing signs what the audit was; "
                    + "write the output of: openssl rand -base64 32");
        }
        warnings.addAll(nobodyIn("permissions.read", config.permissions().read()));
        warnings.addAll(nobodyIn("permissions.restore", config.permissions().restore()));
        warnings.addAll(nobodyIn("permissions.force", config.permissions().force()));
        warnings.addAll(nobodyIn("permissions.tokens", config.permissions().tokens()));
        warnings.addAll(nobodyIn("permissions.breakGlass", config.permissions().breakGlass()));
        warnings.addAll(nobodyIn("permissions.webhooks", config.permissions().webhooks()));
        warnings.addAll(nobodyIn("policy.owners", config.policy().owners()));
        config.groups().forEach(g -> warnings.addAll(nobodyIn("groups", new Grant.Groups(Set.of(g.name())))));
        warnings.addAll(unreachable());
        warnings.addAll(cannotRestore());
        warnings.addAll(neverVerified());
        plain("api", config.api(), config.encryption().api()).ifPresent(warnings::add);
        plain("operations", config.operations(), config.encryption().operations())
                .ifPresent(warnings::add);
        config.upstreams()
                .forEach(u -> plain("upstream " + u.name(), u.listen(), u.tls()).ifPresent(warnings::add));
        return List.copyOf(warnings);
    }

    private static Optional<String> about(Upstream upstream) {
        if (upstream.requester() instanceof RequesterSource.Anonymous) {
            return Optional.of("upstream " + upstream.name()
                    + ": requester is anonymous, so a requester cannot be told from a "
                    + "reviewer, and people may approve their own changes");
        }
        if (upstream.readLogin().isEmpty() && !(upstream.credentials() instanceof Credentials.FromNobody)) {
            return Optional.of(
                    "upstream " + upstream.name() + ": there is neither reads nor credentials of the gateway, so "
                            + "evidence is read without a login, which a platform with users refuses");
        }
        return Optional.empty();
    }

    /** Passwords and tokens are read by whoever sits on the way. */
    private static Optional<String> plain(String name, Listen listen, Optional<Tls> tls) {
        return tls.isEmpty() && !listen.onlyLocal()
                ? Optional.of(
                        name + ": " + listen + " speaks plain HTTP beyond this host; write tls: { certificate: ...,"
                                + " key: ... }, or put a proxy that encrypts in front of it")
                : Optional.empty();
    }

    private List<String> nobodyIn(String permission, Grant grant) {
        if (config.oidc().stream().anyMatch(i -> i.groups().isPresent())) {
            return List.of();
        }
        var groups = config.people().stream().flatMap(p -> p.groups().stream()).collect(Collectors.toSet());
        return switch (grant) {
            case Grant.AnyPerson() -> List.of();
            case Grant.Groups(var granted) ->
                new TreeSet<>(granted)
                        .stream()
                                .filter(g -> !groups.contains(g))
                                .map(g -> permission + ": nobody is in the group " + g)
                                .toList();
        };
    }

    private List<String> unreachable() {
        var members = config.people().stream().anyMatch(p -> p.slack().isPresent());
        return config.webhooks().stream()
                .filter(w -> w.format() instanceof Webhook.SlackDirect && !members)
                .map(w -> "webhook " + w.name() + ": nobody under people has slack, so it tells nobody")
                .toList();
    }

    /** Webhooks that are to put back and never can. */
    private List<String> cannotRestore() {
        var out = new ArrayList<String>();
        for (var webhook : config.webhooks()) {
            var name = "webhook " + webhook.name() + ": ";
            if (!webhook.restores().isEmpty() && Webhook.UNDOABLE.stream().noneMatch(webhook::wants)) {
                out.add(name + "it has restores, but is told of nothing that can be put back; add one of "
                        + String.join(", ", Webhook.UNDOABLE) + " to its events");
            }
            config.people().stream()
                    .filter(p -> webhook.restores().contains(p.id())
                            && !config.permissions().restore().allows(true, p.groups()))
                    .map(p -> name + p.id() + " is among its restores, but not in permissions.restore")
                    .forEach(out::add);
        }
        return out;
    }

    private List<String> neverVerified() {
        return config.upstreams().stream()
                .filter(u -> u.requester() instanceof RequesterSource.Anonymous)
                .flatMap(u -> config.people().stream()
                        .flatMap(p -> Stream.concat(p.identities().stream(), p.owns().stream()))
                        .filter(i -> i.startsWith(u.name() + ":"))
                        .sorted()
                        .map(i -> "people: " + i + " is never seen, as nobody says who they are on " + u.name()))
                .toList();
    }
}
