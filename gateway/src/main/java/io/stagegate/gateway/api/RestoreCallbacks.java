package io.stagegate.gateway.api;

import io.stagegate.config.Webhook;
import io.stagegate.core.Subject;
import io.stagegate.core.json.JsonValue.JsonObject;
import io.stagegate.core.platform.Reply;
import io.stagegate.gateway.identity.Distinction;
import io.stagegate.gateway.identity.People;
import io.stagegate.gateway.restore.RestoreResult;
import io.stagegate.gateway.restore.Restoring;
import io.stagegate.gateway.webhook.Callbacks.Proof;
import io.stagegate.gateway.webhook.Presses.Press;
import io.stagegate.gateway.webhook.Webhooks;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Putting back what a message told of, for people of whom its receiver says that they want it. */
final class RestoreCallbacks {
    private static final Logger LOG = LoggerFactory.getLogger(RestoreCallbacks.class);

    private final Webhooks webhooks;
    private final Restoring restoring;
    private final People people;

    RestoreCallbacks(Webhooks webhooks, Restoring restoring, People people) {
        this.webhooks = webhooks;
        this.restoring = restoring;
        this.people = people;
    }

    /** What a receiver passes on. */
    Reply passedOn(String snapshot, Proof proof, JsonObject body) {
        var webhook = proof.webhook();
        var person = people.vouchedFor(body.text("person").orElse(""), Distinction.webhook(webhook.name()));
        var comment = body.text("comment").orElse("");
        return proof.message()
                .map(message -> once(webhook, message, () -> restore(webhook, person, snapshot, comment)))
                .orElseGet(() -> Optional.of(restore(webhook, person, snapshot, comment)))
                .map(result -> RestoreAnswer.reply(snapshot, result))
                .orElseGet(() -> Problem.of(ProblemType.TWICE, "this message was taken already")
                        .at("/v1/snapshots/" + snapshot)
                        .reply());
    }

    /**
     * What somebody presses in Slack. Slack waits three seconds, which may be less than it takes: what came of it is told to whoever
     * pressed.
     */
    void pressed(Webhook webhook, String message, Press press, String snapshot) {
        var person = people.inSlack(press.user(), Distinction.webhook(webhook.name()));
        webhooks.later(() -> {
            try {
                once(webhook, message, () -> restore(webhook, person, snapshot, press.comment()))
                        .ifPresent(result -> tell(webhook, press, RestoreAnswer.words(result)));
            } catch (RuntimeException e) {
                LOG.error(
                        "what {} asked to have put back in {} was not: {}", press.user(), webhook.name(), snapshot, e);
                tell(webhook, press, "It failed, and the gateway's log says why. Look at it before you try again.");
            }
        });
    }

    private void tell(Webhook webhook, Press press, String words) {
        webhooks.whisper(webhook, press.channel(), press.user(), words);
    }

    /** Empty where it was taken already. What could not be done may be asked for again by the same message. */
    private Optional<RestoreResult> once(Webhook webhook, String message, Supplier<RestoreResult> restore) {
        if (!webhooks.deliveries().take(webhook.name(), message)) {
            return Optional.empty();
        }
        var result = restore.get();
        if (result instanceof RestoreResult.Unavailable) {
            webhooks.deliveries().giveBack(webhook.name(), message);
        }
        return Optional.of(result);
    }

    private RestoreResult restore(Webhook webhook, Optional<Subject> person, String snapshot, String comment) {
        var itself = Distinction.webhook(webhook.name());
        return person.filter(p -> webhook.restores().contains(p.id()))
                .map(p -> restoring.passedOn(snapshot, p, comment))
                .orElseGet(() -> restoring.refused(
                        snapshot,
                        person.orElseGet(() -> new Subject(itself, itself, Set.of(), true)),
                        webhook.name() + " may not have anything put back for that person: its restores does not list"
                                + " them"));
    }
}
