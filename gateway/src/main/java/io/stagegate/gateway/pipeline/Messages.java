package io.stagegate.gateway.pipeline;

import io.stagegate.core.decision.Decision;
import io.stagegate.core.decision.Finding;
import io.stagegate.core.json.JsonValue.JsonObject;
import io.stagegate.core.platform.Notice;
import io.stagegate.core.platform.Notice.Kind;
import io.stagegate.gateway.hold.Hold;
import io.stagegate.gateway.journal.Evaluation;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** What clients are told, in one or two lines that an unmodified client prints whole. */
final class Messages {
    private final Links links;

    Messages(Links links) {
        this.links = links;
    }

    Notice denied(String promotion, Evaluation evaluation) {
        var what =
                switch (evaluation.decision()) {
                    case Decision.Indeterminate(var _, var why) ->
                        "could not be decided, so it is refused: " + why + ".";
                    case Decision.Deny _, Decision.Permit _, Decision.Hold _ ->
                        "denied by " + findings(evaluation.decision());
                };
        return new Notice(
                Kind.DENIED, "Stagegate: " + subject(evaluation) + " " + what + " " + links.promotion(promotion));
    }

    /**
     * @param kind whether the client is to try again by itself
     * @param evaluation what it was last decided on, as stored
     */
    Notice held(Kind kind, Hold hold, Optional<JsonObject> evaluation) {
        var why = evaluation.map(Messages::holdFindings).orElse("");
        return new Notice(
                kind,
                "Stagegate: held as " + hold.id() + (why.isEmpty() ? ". " : ", by " + why + " ")
                        + "Needs " + hold.requirement() + " until "
                        + hold.expiresAt().truncatedTo(ChronoUnit.SECONDS)
                        + ". Repeat the request to wait for it. "
                        + links.hold(hold.id()));
    }

    Notice rejected(Hold hold) {
        var by = hold.reviews().isEmpty()
                ? ""
                : " by " + hold.reviews().getLast().reviewer();
        var comment =
                hold.reviews().isEmpty() || hold.reviews().getLast().comment().isEmpty()
                        ? ""
                        : ": " + hold.reviews().getLast().comment();
        return new Notice(
                Kind.REJECTED,
                "Stagegate: " + hold.id() + " was rejected" + by + comment + ". " + links.hold(hold.id()));
    }

    Notice expired(Hold hold) {
        return new Notice(
                Kind.EXPIRED,
                "Stagegate: " + hold.id() + " expired at " + hold.expiresAt().truncatedTo(ChronoUnit.SECONDS)
                        + " without " + hold.requirement() + ". " + links.hold(hold.id()));
    }

    Notice cancelled(Hold hold) {
        return new Notice(
                Kind.CANCELLED,
                "Stagegate: " + hold.id() + " was taken back by its requester. " + links.hold(hold.id()));
    }

    Notice deniedAtRelease(Hold hold) {
        return new Notice(
                Kind.DENIED,
                "Stagegate: " + hold.id()
                        + (hold.intact()
                                ? " was approved, but the rules deny it now. "
                                : " is not released: what is stored of it was changed behind the gateway. ")
                        + links.promotion(hold.promotion()));
    }

    Notice busy(String model) {
        return new Notice(
                Kind.UNAVAILABLE,
                "Stagegate: another change of " + model
                        + " is being made at this moment; nothing was forwarded. Try again.");
    }

    static Notice tooMany(String what) {
        return new Notice(
                Kind.REFUSED,
                "Stagegate: " + what
                        + ", and no more may; nothing was forwarded. Have some of them approved, rejected or "
                        + "cancelled, and ask again.");
    }

    static Notice unavailable() {
        return new Notice(
                Kind.UNAVAILABLE,
                "Stagegate: the change cannot be recorded at the moment, so nothing was forwarded. Reads go on. Try again.");
    }

    static Notice broken() {
        return new Notice(
                Kind.UNAVAILABLE,
                "Stagegate: the change could not be handled, so nothing was forwarded. See the gateway's log.");
    }

    private static String holdFindings(JsonObject evaluation) {
        return evaluation.get("decision").stream()
                .flatMap(d -> d.items("findings").stream())
                .filter(f -> f.text("effect").equals(Optional.of("hold"))
                        && f.text("mode").equals(Optional.of("enforce")))
                .map(f -> f.text("rule").orElse("") + " (" + f.text("name").orElse("") + "): "
                        + f.text("message").orElse(""))
                .distinct()
                .collect(Collectors.joining("; ", "", "."));
    }

    private static String subject(Evaluation evaluation) {
        return evaluation.targets().stream()
                .map(t -> t.change().target().toString())
                .collect(Collectors.joining(", "));
    }

    private static String findings(Decision decision) {
        return findings(decision.decisive());
    }

    private static String findings(List<Finding> findings) {
        return findings.stream()
                .map(f -> f.rule().id() + " (" + f.rule().name() + "): " + f.message()
                        + (f.remedy().isEmpty() ? "" : ". Remedy: " + f.remedy()))
                .distinct()
                .collect(Collectors.joining("; ", "", "."));
    }
}
