package io.stagegate.gateway.api;

import io.stagegate.config.Durations;
import io.stagegate.core.Subject;
import io.stagegate.core.json.JsonValue;
import io.stagegate.core.json.JsonValue.JsonObject;
import io.stagegate.core.platform.Reply;
import io.stagegate.gateway.api.Problem.Flaw;
import io.stagegate.gateway.identity.Distinction;
import io.stagegate.gateway.identity.GatewayTokens;
import io.stagegate.gateway.identity.People;
import io.stagegate.gateway.identity.TokenStore;
import io.stagegate.gateway.identity.TokenStore.Kept;
import io.stagegate.gateway.pipeline.Ids;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/** What the calls about tokens do. A person has to do with tokens of their own and of what they own; some with all. */
public final class TokenCalls {
    private static final Duration USUAL = Duration.ofDays(90);
    private static final Duration LONGEST = Duration.ofDays(366);
    private static final String OF_TOKENS = "token:t-";

    private final TokenStore store;
    private final GatewayTokens tokens;
    private final Parts parts;
    private final Ids ids = new Ids();

    /**
     * What they lean on.
     *
     * @param upstreams names of those that service accounts can be of
     * @param mayAll whether somebody has to do with tokens of others, too
     */
    public record Parts(
            People people,
            Distinction distinction,
            Set<String> upstreams,
            Predicate<Subject> mayAll,
            InstantSource clock) {}

    public TokenCalls(TokenStore store, GatewayTokens tokens, Parts parts) {
        this.store = store;
        this.tokens = tokens;
        this.parts = parts;
    }

    Map<String, Api.Operation> operations() {
        return Map.of("listTokens", this::list, "createToken", this::create, "revokeToken", this::revoke);
    }

    private Reply list(Call call) {
        var items = store.all().stream()
                .filter(token -> concerns(call.person(), token))
                .<JsonValue>map(this::view)
                .toList();
        return Reply.json(
                200, JsonObject.EMPTY.with("items", JsonValue.array(items)).toJson());
    }

    /** Whether a token is of somebody's business. */
    private boolean concerns(Subject caller, Kept token) {
        return parts.mayAll().test(caller) || isTheirs(caller, token.holder(), token.service());
    }

    private boolean isTheirs(Subject caller, String holder, boolean service) {
        return service ? parts.people().owns(caller.id(), holder) : holder.equals(caller.id());
    }

    private Reply create(Call call) {
        var caller = call.person();
        var person = call.body().text("person");
        var service = call.body().text("service");
        var holder = service.or(() -> person).orElse(caller.id());
        var flaws = flaws(call, person, service, holder);
        if (!flaws.isEmpty()) {
            return Problem.of(ProblemType.INVALID, flaws).reply();
        }
        var forbidden = forbidden(caller, holder, service.isPresent());
        if (forbidden.isPresent()) {
            return Problem.of(ProblemType.FORBIDDEN, forbidden.get()).reply();
        }
        var now = parts.clock().instant();
        var token = tokens.mint();
        var kept = new Kept(
                ids.token(),
                call.body().text("name").orElse(""),
                holder,
                service.isPresent(),
                caller.id(),
                now,
                now.plus(call.body().text("expires").map(Durations::parse).orElse(USUAL)),
                Optional.empty());
        store.add(kept, People.digest(token));
        return Reply.json(201, view(kept).with("token", token).toJson());
    }

    private List<Flaw> flaws(Call call, Optional<String> person, Optional<String> service, String holder) {
        if (person.isPresent() && service.isPresent()) {
            return List.of(Flaw.member("service", "a token is of a person or of a service account, not of both"));
        }
        var expires = call.body().text("expires");
        try {
            var lasts = expires.map(Durations::parse).orElse(USUAL);
            if (lasts.isZero() || lasts.compareTo(LONGEST) > 0) {
                return List.of(Flaw.member("expires", "a token lasts for at most " + LONGEST.toDays() + " days"));
            }
        } catch (IllegalArgumentException e) {
            return List.of(Flaw.member("expires", String.valueOf(e.getMessage())));
        }
        if (service.filter(s -> !isAccount(s)).isPresent()) {
            return List.of(Flaw.member(
                    "service",
                    "write upstream:name, with one of the upstreams " + String.join(", ", parts.upstreams())));
        }
        if (service.isEmpty() && !parts.people().lists(holder)) {
            return List.of(
                    Flaw.member("person", holder + " is not listed under people, and only who is can have tokens"));
        }
        return List.of();
    }

    private boolean isAccount(String service) {
        var door = service.indexOf(':');
        return door > 0
                && parts.upstreams().contains(service.substring(0, door))
                && service.substring(door + 1).matches("[!-~]([ -~]{0,253}[!-~])?");
    }

    /** A token makes no other one: where it got lost, revoking it must be the end of it. */
    private Optional<String> forbidden(Subject caller, String holder, boolean service) {
        if (parts.distinction().isService(caller)) {
            return Optional.of(caller.identity() + " is a service account, and makes no tokens");
        }
        if (caller.identity().startsWith(OF_TOKENS)) {
            return Optional.of("a token of the gateway makes no other one: use the token that people: gives you, or one"
                    + " of the OpenID provider");
        }
        if (parts.mayAll().test(caller) || isTheirs(caller, holder, service)) {
            return Optional.empty();
        }
        return Optional.of(caller.id() + " may make tokens for themself and for service accounts that they own, and "
                + holder + " is neither: see permissions.tokens");
    }

    private Reply revoke(Call call) {
        var found = store.byId(call.id()).filter(token -> concerns(call.person(), token));
        if (found.isEmpty()) {
            return Problem.notFound("token " + call.id() + " that you may revoke")
                    .at(call.path())
                    .reply();
        }
        var revoked = store.revoke(call.id(), call.person().id());
        tokens.forget();
        return Reply.json(200, view(revoked.orElse(found.get())).toJson());
    }

    private JsonObject view(Kept token) {
        var now = parts.clock().instant();
        var state = token.revokedAt().isPresent() ? "revoked" : token.goodAt(now) ? "good" : "expired";
        var out = JsonObject.EMPTY
                .with("id", token.id())
                .with("name", token.name())
                .with(token.service() ? "service" : "person", token.holder())
                .with("state", state)
                .with("madeBy", token.madeBy())
                .with("madeAt", token.madeAt().toString())
                .with("expiresAt", token.expiresAt().toString());
        return token.revokedAt()
                .map(Instant::toString)
                .map(at -> out.with("revokedAt", at))
                .orElse(out);
    }
}
