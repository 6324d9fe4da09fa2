package io.stagegate.gateway.api;

import io.stagegate.config.Webhook;
import io.stagegate.core.Subject;
import io.stagegate.core.json.JsonValue.JsonObject;
import io.stagegate.core.platform.Reply;
import io.stagegate.gateway.api.Contract.Described;
import io.stagegate.gateway.hold.Review.Verdict;
import io.stagegate.gateway.hold.Review.Via;
import io.stagegate.gateway.hold.Ruling;
import io.stagegate.gateway.identity.Distinction;
import io.stagegate.gateway.identity.People;
import io.stagegate.gateway.pipeline.Reviewing;
import io.stagegate.gateway.restore.Restoring;
import io.stagegate.gateway.webhook.Callbacks.Proof;
import io.stagegate.gateway.webhook.Presses;
import io.stagegate.gateway.webhook.Presses.Press;
import io.stagegate.gateway.webhook.Presses.Wish;
import io.stagegate.gateway.webhook.Webhooks;
import io.vertx.ext.web.RoutingContext;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.regex.Pattern;

/** Calls that carry a proof of their own in place of a person's token: nothing of them is read before it is checked. */
public final class CallbackCalls {
    private static final Pattern PATHS =
            Pattern.compile("/v1/((holds|snapshots)/[^/]+/callbacks|webhooks/[^/]+/interactions|alerts/[^/]+)");

    private final Webhooks webhooks;
    private final Reviewing reviewing;
    private final People people;
    private final RestoreCallbacks restores;
    private final AlertCalls alerts;

    public CallbackCalls(
            Webhooks webhooks, Reviewing reviewing, Restoring restoring, People people, AlertCalls alerts) {
        this.alerts = alerts;
        this.webhooks = webhooks;
        this.reviewing = reviewing;
        this.people = people;
        this.restores = new RestoreCallbacks(webhooks, restoring, people);
    }

    /** What has to be done on a virtual thread once a call has proved where it comes from. */
    @FunctionalInterface
    interface Proved {
        /** Looks at the proof, and reads the rest of the call. */
        Supplier<Reply> read(RoutingContext context, Described described) throws ProblemException;
    }

    /** Whether a path is that of such a call. */
    static boolean carriesProof(String path) {
        return PATHS.matcher(path).matches();
    }

    /** Whether what is sent there is a form, which is read by whoever has checked it. */
    static boolean isForm(String path) {
        return path.endsWith("/interactions");
    }

    Map<String, Proved> calls() {
        return Map.of(
                "reviewByCallback",
                (context, described) -> {
                    var called = called(context, described);
                    return () -> Api.answer(called.about(), review(called.about(), called.proof(), called.body()));
                },
                "restoreByCallback",
                (context, described) -> {
                    var called = called(context, described);
                    return () -> restores.passedOn(called.about(), called.proof(), called.body());
                },
                "pressButton",
                this::press,
                "takeAlerts",
                alerts::take);
    }

    /**
     * A callback that has proved where it comes from.
     *
     * @param about id of the hold or the snapshot
     */
    private record Called(String about, Proof proof, JsonObject body) {}

    private Called called(RoutingContext context, Described described) throws ProblemException {
        var sent = ApiListener.sent(context);
        var about = Optional.ofNullable(context.pathParam("id")).orElse("");
        var proof = webhooks.callbacks()
                .prove(about, name -> Requests.header(context, name), sent)
                .orElseThrow(() -> new ProblemException(Problem.of(
                        ProblemType.UNAUTHENTICATED,
                        "show the token that the message about this came with, whose time is not over, as"
                                + " Authorization: Bearer; or sign as Standard Webhooks says, with the secret of a"
                                + " webhook that decides or restores, at a time within five minutes of now")));
        Requests.query(context, described.query());
        return new Called(about, proof, Requests.body(sent, described.body().orElseThrow()));
    }

    /** Slack wants 200 whatever becomes of it; who pressed is told in the channel. */
    private Supplier<Reply> press(RoutingContext context, Described described) throws ProblemException {
        var sent = ApiListener.sent(context);
        var proof = webhooks.presses()
                .prove(
                        Optional.ofNullable(context.pathParam("name")).orElse(""),
                        name -> Requests.header(context, name),
                        sent)
                .orElseThrow(() -> new ProblemException(Problem.of(
                        ProblemType.UNAUTHENTICATED,
                        "this is for Slack, which signs what it sends within five minutes")));
        return () -> {
            Presses.read(sent).ifPresent(press -> {
                switch (press.wish()) {
                    case Wish.Decision decision -> decide(proof, press, decision);
                    case Wish.Restore(var snapshot) ->
                        restores.pressed(proof.webhook(), proof.message(), press, snapshot);
                }
            });
            return new Reply(200, Map.of(), "");
        };
    }

    private void decide(Presses.Proof proof, Press press, Wish.Decision decision) {
        var reviewer = people.inSlack(
                        press.user(), Distinction.webhook(proof.webhook().name()))
                .filter(subject -> proof.webhook().decides().contains(subject.id()));
        var ruling = reviewer.map(subject -> review(proof, press, decision, subject))
                .orElseGet(() -> new Ruling.Refused(
                        Ruling.Problem.NOT_ENTITLED,
                        "You cannot decide here: no person of Stagegate's configuration who may is you. The button"
                                + " Open leads to the hold."));
        if (ruling instanceof Ruling.Refused(var _, var message)) {
            webhooks.whisper(proof.webhook(), press.channel(), press.user(), message);
        }
    }

    private Ruling review(Presses.Proof proof, Press press, Wish.Decision decision, Subject reviewer) {
        var webhook = proof.webhook();
        return reviewing.passedOn(
                decision.hold(),
                reviewer,
                decision.approves() ? Verdict.APPROVED : Verdict.REJECTED,
                press.comment(),
                decision.digest(),
                new Via(webhook.name(), webhook.vouches()),
                (id, actor, rule) ->
                        webhooks.deliveries().decide(id, actor, webhook.name(), Optional.of(proof.message()), rule));
    }

    private Ruling review(String hold, Proof proof, JsonObject body) {
        var webhook = proof.webhook();
        var deliveries = webhooks.deliveries();
        var person = body.text("person").orElse("");
        var reviewer = people.vouchedFor(person, Distinction.webhook(webhook.name()))
                .filter(_ -> webhook.decides().contains(person));
        if (reviewer.isEmpty()) {
            return deliveries.decide(
                    hold,
                    Distinction.webhook(webhook.name()),
                    webhook.name(),
                    proof.message(),
                    _ -> notListed(webhook));
        }
        return reviewing.passedOn(
                hold,
                reviewer.get(),
                Api.verdict(body),
                body.text("comment").orElse(""),
                body.text("digest").orElse(""),
                new Via(webhook.name(), webhook.vouches()),
                (id, actor, rule) -> deliveries.decide(id, actor, webhook.name(), proof.message(), rule));
    }

    private static Ruling notListed(Webhook webhook) {
        return new Ruling.Refused(
                Ruling.Problem.NOT_ENTITLED,
                webhook.name() + " may not pass on what that person says: its decides does not list them");
    }
}
