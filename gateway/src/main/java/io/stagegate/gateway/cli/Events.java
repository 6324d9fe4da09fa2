package io.stagegate.gateway.cli;

import io.stagegate.core.json.JsonValue.JsonObject;
import io.stagegate.gateway.json.MalformedJsonException;
import io.stagegate.gateway.json.StrictJson;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** A stream of server-sent events, read as they come for no longer than a reader wants to wait. */
final class Events implements AutoCloseable {
    private final InputStream in;
    private final BlockingQueue<Optional<Event>> read = new LinkedBlockingQueue<>();

    /** One event; its data is JSON. */
    record Event(String name, Optional<String> id, JsonObject data) {}

    Events(InputStream in) {
        this.in = in;
        Thread.ofPlatform().daemon().start(this::read);
    }

    private void read() {
        try (var lines = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))) {
            var event = new Event("", Optional.empty(), JsonObject.EMPTY);
            for (var line = lines.readLine(); line != null; line = lines.readLine()) {
                if (line.isEmpty() && !event.name().isEmpty()) {
                    read.add(Optional.of(event));
                    event = new Event("", Optional.empty(), JsonObject.EMPTY);
                } else {
                    event = with(event, line);
                }
            }
        } catch (IOException | MalformedJsonException e) {
            // It breaks off here, as if it had ended.
        } finally {
            read.add(Optional.empty());
        }
    }

    private static Event with(Event event, String line) throws MalformedJsonException {
        var at = line.indexOf(':');
        var value = at < 0 ? "" : line.substring(at + 1).replaceFirst("^ ", "");
        return switch (at < 0 ? line : line.substring(0, at)) {
            case "event" -> new Event(value, event.id(), event.data());
            case "id" -> new Event(event.name(), Optional.of(value), event.data());
            case "data" ->
                StrictJson.parse(value) instanceof JsonObject data ? new Event(event.name(), event.id(), data) : event;
            default -> event;
        };
    }

    /** The next one; empty where the stream has ended, or none came in time. */
    Optional<Event> next(Duration atMost) throws CliException {
        try {
            return Optional.ofNullable(read.poll(atMost.toMillis(), TimeUnit.MILLISECONDS))
                    .flatMap(e -> e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CliException("interrupted");
        }
    }

    @Override
    public void close() throws IOException {
        in.close();
    }
}
