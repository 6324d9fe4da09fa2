package io.stagegate.gateway.cli;

import io.stagegate.core.json.JsonValue.JsonObject;
import java.time.Duration;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Predicate;

/** Waits for what becomes of a hold or a promotion. */
final class Settling {
    private static final Duration FIRST = Duration.ofMillis(100);
    private static final Duration LONGEST = Duration.ofSeconds(1);

    private final Client client;
    private final Surroundings surroundings;
    private final Consumer<String> progress;

    /** @param progress told what it waits for, when that changes */
    Settling(Client client, Surroundings surroundings, Consumer<String> progress) {
        this.client = client;
        this.surroundings = surroundings;
        this.progress = progress;
    }

    /** How it stands. */
    sealed interface State {}

    /** It is over. */
    record Settled(boolean applied, String text) implements State {}

    /** It waits: its hold, or the promotion itself where it was not held. */
    record Waits(JsonObject of) implements State {}

    /**
     * Waits until it is settled or the time is over; how it stood last.
     *
     * @param id of a hold or a promotion
     * @param enough what else ends the wait
     */
    State await(String id, Duration atMost, Predicate<State> enough) throws CliException {
        var until = surroundings.clock().instant().plus(atMost);
        var pause = FIRST;
        var told = "";
        while (true) {
            var over = !surroundings.clock().instant().isBefore(until);
            try {
                var state = state(id);
                if (state instanceof Settled || enough.test(state) || over) {
                    return state;
                }
                var text = waitsFor(((Waits) state).of());
                if (!text.equals(told)) {
                    progress.accept(text);
                    told = text;
                }
            } catch (CliException e) {
                if (!e.passing() || over) {
                    throw e;
                }
            }
            sleep(pause);
            pause = pause.multipliedBy(2).compareTo(LONGEST) < 0 ? pause.multipliedBy(2) : LONGEST;
        }
    }

    static void sleep(Duration time) throws CliException {
        try {
            Thread.sleep(time);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CliException("interrupted");
        }
    }

    State state(String id) throws CliException {
        if (id.startsWith("p-")) {
            var promotion = promotion(id);
            var held = promotion.text("hold");
            return held.isPresent() && promotion.text("outcome").isEmpty() ? state(held.get()) : of(promotion);
        }
        var hold = client.get("/v1/holds/" + Client.segment(id), Map.of()).body();
        return switch (HoldText.text(hold, "state")) {
            case "pending", "approved" -> new Waits(hold);
            case "released" -> of(promotion(HoldText.text(hold, "promotion")));
            case "denied" -> new Settled(false, OutcomeText.denied(promotion(HoldText.text(hold, "promotion"))));
            default -> new Settled(false, OutcomeText.ended(hold));
        };
    }

    private JsonObject promotion(String id) throws CliException {
        return client.get("/v1/promotions/" + Client.segment(id), Map.of()).body();
    }

    private static State of(JsonObject promotion) {
        var outcome = HoldText.text(promotion, "outcome");
        var decision = HoldText.text(promotion, "decision");
        if (!outcome.isEmpty()) {
            return new Settled(outcome.equals("applied"), OutcomeText.of(promotion));
        }
        return decision.equals("deny") || decision.equals("indeterminate")
                ? new Settled(false, OutcomeText.denied(promotion))
                : new Waits(promotion);
    }

    /** What it waits for, in words. */
    static String waitsFor(JsonObject of) {
        var id = HoldText.text(of, "id");
        return switch (HoldText.text(of, "state")) {
            case "pending" -> id + " is pending: it needs " + HoldText.approvals(of.items("missing"));
            case "approved" ->
                id + " is approved" + of.text("delayed").map(w -> ": " + w).orElse("");
            default -> id + " is on its way";
        };
    }
}
