package io.stagegate.gateway.cli;

import io.stagegate.gateway.cli.Settling.State;
import io.stagegate.gateway.cli.Settling.Waits;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/**
 * Waits for what becomes of a hold by the events that the gateway sends of it, and tells each as it happens. Where there are
 * none, it asks again and again; where they break off, it goes on behind the last one.
 */
final class Following {
    private static final Duration PAUSE = Duration.ofSeconds(1);

    private final Client client;
    private final Surroundings surroundings;
    private final Settling settling;
    private final Set<String> told = new HashSet<>();
    private Optional<String> last = Optional.empty();
    private String waitsFor = "";

    Following(Client client, Surroundings surroundings) {
        this.client = client;
        this.surroundings = surroundings;
        this.settling = new Settling(client, surroundings, this::waits);
    }

    /**
     * Waits until it is settled or the time is over; how it stood last.
     *
     * @param id of a hold or a promotion
     */
    State await(String id, Duration atMost) throws CliException {
        var until = surroundings.clock().instant().plus(atMost);
        var state = now(id, until);
        while (hold(state).isPresent() && !left(until).isZero()) {
            var hold = hold(state).get();
            if (!follow(hold, until)) {
                return settling.await(id, left(until), _ -> false);
            }
            state = now(id, until);
            if (!(state instanceof Waits)) {
                // It may have been settled while they were broken off: what was missed of them is told all the same.
                follow(hold, until);
            }
            if (state instanceof Waits && !left(until).isZero()) {
                // They broke off: not to be asked for again at full speed.
                Settling.sleep(PAUSE);
            }
        }
        return state instanceof Waits && !left(until).isZero() ? settling.await(id, left(until), _ -> false) : state;
    }

    /** How it stands; a gateway that is away is waited for. */
    private State now(String id, Instant until) throws CliException {
        return settling.await(id, left(until), _ -> true);
    }

    private Duration left(Instant until) {
        var left = Duration.between(surroundings.clock().instant(), until);
        return left.isNegative() ? Duration.ZERO : left;
    }

    private static Optional<String> hold(State state) {
        return state instanceof Waits(var of)
                ? Optional.of(HoldText.text(of, "id")).filter(id -> id.startsWith("h-"))
                : Optional.empty();
    }

    /** Whether there are events of it; returns when they end, break off, or the time is over. */
    private boolean follow(String hold, Instant until) throws CliException {
        try {
            var stream = client.events("/v1/holds/" + Client.segment(hold) + "/events", last);
            if (stream.isEmpty()) {
                return false;
            }
            try (var events = new Events(stream.get())) {
                var next = events.next(left(until));
                while (next.isPresent()) {
                    tell(next.get());
                    next = events.next(left(until));
                }
            }
            return true;
        } catch (CliException e) {
            if (!e.passing()) {
                throw e;
            }
            return true;
        } catch (IOException e) {
            // They broke off.
            return true;
        }
    }

    private void tell(Events.Event event) {
        switch (event.name()) {
            case "hold" -> {
                var state = HoldText.text(event.data(), "state");
                if (state.equals("pending") || state.equals("approved")) {
                    waits(Settling.waitsFor(event.data()));
                }
            }
            case "step" -> {
                last = event.id().or(() -> last);
                if (event.id().map(told::add).orElse(true)) {
                    surroundings.err().println(StoryText.step(event.data()));
                }
            }
            default -> {
                // What it ends with is asked for.
            }
        }
        surroundings.err().flush();
    }

    private void waits(String text) {
        if (!text.equals(waitsFor)) {
            waitsFor = text;
            surroundings.err().println(text);
        }
    }
}
