package io.stagegate.gateway.api;

import io.stagegate.core.Subject;
import io.stagegate.core.json.JsonValue;
import io.stagegate.core.json.JsonValue.JsonObject;
import io.stagegate.core.platform.Reply;
import io.stagegate.gateway.identity.Distinction;
import io.stagegate.gateway.policy.Bundle;
import io.stagegate.gateway.policy.Bundle.BundleException;
import io.stagegate.gateway.policy.Explaining;
import io.stagegate.gateway.policy.Offers;
import io.stagegate.gateway.policy.PolicyStore;
import io.stagegate.gateway.policy.PolicyStore.Origin;
import io.stagegate.gateway.policy.PolicyStore.Wish;
import io.stagegate.gateway.proof.LogKey;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/** What the calls about policy sets do. */
public final class PolicyCalls {
    private static final String ALGORITHM = "sha256:";
    private static final Pattern HEX = Pattern.compile("[0-9a-f]{6,64}");

    private final PolicyStore store;
    private final Offers offers;
    private final Explaining explaining;
    private final AccessCalls access;
    private final Parts parts;

    /**
     * What they lean on.
     *
     * @param replica what this replica is called among the others
     * @param trusted keys of whom bundles are taken
     * @param owns whether somebody may change which set is in force
     */
    public record Parts(String replica, List<LogKey> trusted, Distinction distinction, Predicate<Subject> owns) {
        public Parts {
            trusted = List.copyOf(trusted);
        }
    }

    public PolicyCalls(PolicyStore store, Offers offers, Explaining explaining, AccessCalls access, Parts parts) {
        this.store = store;
        this.offers = offers;
        this.explaining = explaining;
        this.access = access;
        this.parts = parts;
    }

    Map<String, Api.Operation> operations(Api api) {
        var operations = new HashMap<>(access.operations(api));
        operations.putAll(Map.of(
                "getPolicies", api.reading(_ -> standing()),
                "getPolicy", api.reading(this::get),
                "explainPromotion", api.reading(this::explain),
                "activatePolicy", this::activate,
                "releaseRule", this::release));
        return Map.copyOf(operations);
    }

    AccessCalls access() {
        return access;
    }

    private Reply explain(Call call) {
        return explained(
                explaining.explain(call.id()), "promotion " + call.id() + " on which something was decided", call);
    }

    /** @param what is asked about, where there is none */
    static Reply explained(Explaining.Outcome outcome, String what, Call call) {
        return switch (outcome) {
            case Explaining.Outcome.Explained(var explanation) -> Reply.json(200, explanation.toJson());
            case Explaining.Outcome.Unknown() ->
                Problem.notFound(what).at(call.path()).reply();
            case Explaining.Outcome.Impossible(var why, var busy) ->
                Problem.of(busy ? ProblemType.UNAVAILABLE : ProblemType.NOT_FOUND, why)
                        .at(call.path())
                        .reply();
        };
    }

    private Reply standing() {
        return Reply.json(200, store.standing().with("replica", parts.replica()).toJson());
    }

    private Reply get(Call call) {
        return found(call.id())
                .flatMap(store::set)
                .map(set -> Reply.json(200, set.toJson()))
                .orElseGet(() -> missing(call));
    }

    /** The one set whose digest begins so. */
    private Optional<String> found(String digest) {
        var hex = digest.startsWith(ALGORITHM) ? digest.substring(ALGORITHM.length()) : digest;
        var matching = HEX.matcher(hex).matches() ? store.beginningWith(ALGORITHM + hex) : List.<String>of();
        return matching.size() == 1 ? Optional.of(matching.getFirst()) : Optional.empty();
    }

    private static Reply missing(Call call) {
        return Problem.notFound("policy set " + call.id() + ", or more than one whose digest begins so")
                .at(call.path())
                .reply();
    }

    private Reply activate(Call call) {
        var forbidden = forbidden(call.person());
        if (forbidden.isPresent()) {
            return forbidden.get();
        }
        var source = found(call.id()).flatMap(store::source);
        var wish = new Wish(
                Origin.EARLIER, call.person().id(), call.body().text("reason").orElse(""));
        return source.map(s -> answer(offers.offer(s, wish, call.person()))).orElseGet(() -> missing(call));
    }

    /** Replicas hear of it at once, and run the rule again. */
    private Reply release(Call call) {
        var forbidden = forbidden(call.person());
        if (forbidden.isPresent()) {
            return forbidden.get();
        }
        var why = call.body().text("reason").orElse("");
        return store.release(call.id(), call.person().id(), why)
                .map(digest -> Reply.json(
                        200,
                        JsonObject.EMPTY
                                .with("rule", call.id())
                                .with("digest", digest)
                                .toJson()))
                .orElseGet(() -> Problem.notFound("quarantined rule " + call.id() + " of the set in force")
                        .at(call.path())
                        .reply());
    }

    /** Takes a bundle, as it was sent. */
    Reply push(Subject person, byte[] sent) {
        var forbidden = forbidden(person);
        if (forbidden.isPresent()) {
            return forbidden.get();
        }
        var wish = new Wish(Origin.BUNDLE, person.id(), "");
        if (parts.trusted().isEmpty()) {
            return Problem.of(
                            ProblemType.UNTRUSTED,
                            "no bundles are taken, as there is no key under policy.trustedKeys: put there what ./stagegate"
                                    + " policy key prints, or change the directory of the policy set")
                    .reply();
        }
        try {
            return answer(offers.offer(Bundle.open(sent, parts.trusted()), wish, person));
        } catch (BundleException e) {
            var why = String.valueOf(e.getMessage());
            store.refused(Optional.empty(), wish, why, List.of());
            return Problem.of(e.untrusted() ? ProblemType.UNTRUSTED : ProblemType.POLICY_REFUSED, why)
                    .reply();
        }
    }

    private Optional<Reply> forbidden(Subject person) {
        if (!parts.distinction().isService(person) && parts.owns().test(person)) {
            return Optional.empty();
        }
        var detail =
                person.id() + " may change neither which policy set is in force nor what of it runs: see policy.owners";
        return Optional.of(Problem.of(ProblemType.FORBIDDEN, detail).reply());
    }

    private static Reply answer(Offers.Outcome outcome) {
        return switch (outcome) {
            case Offers.Outcome.Taken(var digest, var name, var active, var findings) ->
                Reply.json(
                        active ? 200 : 202,
                        JsonObject.EMPTY
                                .with("digest", digest)
                                .with("name", name)
                                .with("state", active ? "active" : "pending")
                                .with("findings", JsonValue.array(findings))
                                .toJson());
            case Offers.Outcome.Held(var digest, var name, var hold, var findings) ->
                Reply.json(
                        202,
                        JsonObject.EMPTY
                                .with("digest", digest)
                                .with("name", name)
                                .with("state", "held")
                                .with("hold", hold)
                                .with("findings", JsonValue.array(findings))
                                .toJson());
            case Offers.Outcome.Refused(var digest, var why, var findings) ->
                Problem.of(ProblemType.POLICY_REFUSED, why)
                        .reply(JsonObject.EMPTY.with("digest", digest).with("findings", JsonValue.array(findings)));
        };
    }
}
