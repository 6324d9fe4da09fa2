package io.stagegate.gateway.api;

import io.stagegate.config.Durations;
import io.stagegate.core.json.JsonValue;
import io.stagegate.core.json.JsonValue.JsonObject;
import io.stagegate.core.platform.Reply;
import io.stagegate.gateway.api.Problem.Flaw;
import io.stagegate.gateway.identity.Distinction;
import io.stagegate.gateway.policy.Approval;
import io.stagegate.gateway.policy.WaiverPlatform;
import io.stagegate.gateway.policy.WaiverPlatform.Wanted;
import io.stagegate.gateway.policy.WaiverStore;
import io.stagegate.rules.Suggestion;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/** What the calls about exceptions from rules do. */
public final class WaiverCalls {
    private static final Duration LONGEST = Duration.ofDays(90);
    private static final int SHOWN = 500;

    private final WaiverStore store;
    private final Parts parts;

    /**
     * What they lean on.
     *
     * @param approval who has to approve; empty where nobody could
     * @param rules ids of the rules in force; none where there is no set
     * @param upstreams names of those that targets can be of
     */
    public record Parts(
            Optional<Approval> approval,
            Distinction distinction,
            Supplier<Set<String>> rules,
            Set<String> upstreams,
            InstantSource clock) {}

    public WaiverCalls(WaiverStore store, Parts parts) {
        this.store = store;
        this.parts = parts;
    }

    Map<String, Api.Operation> operations(Api api) {
        return Map.of("listWaivers", api.reading(_ -> list()), "askForWaiver", api.reading(this::ask));
    }

    private Reply list() {
        var items = store.all(SHOWN).stream().map(w -> (JsonValue) w).toList();
        return Reply.json(
                200, JsonObject.EMPTY.with("items", JsonValue.array(items)).toJson());
    }

    private Reply ask(Call call) {
        if (parts.distinction().isService(call.person())) {
            return forbidden(call.person().identity() + " is a service account: only people ask for exceptions");
        }
        if (parts.approval().isEmpty()) {
            return forbidden("nobody could approve it: name who owns the rules under policy.owners or policy.approval");
        }
        var flaws = flaws(call.body());
        if (!flaws.isEmpty()) {
            return Problem.of(ProblemType.INVALID, flaws).reply();
        }
        var wanted = new Wanted(
                call.body().text("rule").orElse(""),
                call.body().text("target").orElse(""),
                Optional.of(until(call.body())),
                call.body().text("reason").orElse(""),
                call.person().id());
        return parts.approval()
                .get()
                .ask(call.person(), WaiverPlatform.waive(wanted))
                .map(hold -> Reply.json(
                        202,
                        JsonObject.EMPTY
                                .with("state", "held")
                                .with("hold", hold)
                                .toJson()))
                .orElseGet(() ->
                        Reply.json(200, JsonObject.EMPTY.with("state", "active").toJson()));
    }

    private static Reply forbidden(String why) {
        return Problem.of(ProblemType.FORBIDDEN, why).reply();
    }

    private Instant until(JsonObject body) {
        var length = body.text("for").map(Durations::parse).orElse(Duration.ZERO);
        return parts.clock().instant().plus(length).truncatedTo(ChronoUnit.SECONDS);
    }

    private List<Flaw> flaws(JsonObject body) {
        var flaws = new ArrayList<Flaw>();
        var rule = body.text("rule").orElse("");
        var rules = parts.rules().get();
        if (!rules.contains(rule)) {
            flaws.add(Flaw.member("rule", "there is no rule " + rule + " in force; " + Suggestion.of(rule, rules)));
        }
        var target = body.text("target").orElse("");
        var slash = target.indexOf('/');
        if (slash < 1 || !parts.upstreams().contains(target.substring(0, slash))) {
            flaws.add(Flaw.member(
                    "target",
                    "write it as promotions show it, such as registry/fraud@champion, of one of the upstreams "
                            + String.join(
                                    ", ", parts.upstreams().stream().sorted().toList())));
        }
        try {
            var length = body.text("for").map(Durations::parse).orElse(Duration.ZERO);
            if (length.isZero() || length.compareTo(LONGEST) > 0) {
                flaws.add(Flaw.member("for", "an exception lasts for at most " + LONGEST.toDays() + " days"));
            }
        } catch (IllegalArgumentException e) {
            flaws.add(Flaw.member("for", String.valueOf(e.getMessage())));
        }
        if (body.text("reason").filter(r -> !r.isBlank()).isEmpty()) {
            flaws.add(Flaw.member("reason", "say why: whoever approves it reads that"));
        }
        return flaws;
    }
}
