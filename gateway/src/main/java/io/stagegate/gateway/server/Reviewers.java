package io.stagegate.gateway.server;

import io.stagegate.config.GatewayConfig;
import io.stagegate.config.Person;
import io.stagegate.gateway.hold.Names;
import io.stagegate.gateway.hold.Roster;
import io.stagegate.gateway.hold.Scope;
import io.stagegate.gateway.hold.Scopes;
import java.util.stream.Stream;

/** Who could review what, as the configuration has it. */
final class Reviewers {
    private Reviewers() {}

    static Roster roster(GatewayConfig config) {
        return new Roster(
                config.people().stream().map(Reviewers::member).toList(),
                config.oidc().stream().anyMatch(issuer -> issuer.groups().isPresent()),
                scopes(config));
    }

    /** Which changes groups may review. */
    static Scopes scopes(GatewayConfig config) {
        return new Scopes(config.groups().stream()
                .map(g -> new Scope(g.name(), g.environments(), g.models(), g.atLeast(), g.below()))
                .toList());
    }

    private static Roster.Member member(Person person) {
        var names = Stream.concat(person.identities().stream(), person.owns().stream())
                .toList();
        return new Roster.Member(person.id(), person.groups(), Names.of(person.id(), names));
    }
}
