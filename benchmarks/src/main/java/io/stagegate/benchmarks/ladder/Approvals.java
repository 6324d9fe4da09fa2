package io.stagegate.benchmarks.ladder;

import io.stagegate.benchmarks.ladder.Scenery.Kind;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/**
 * Moves the production alias of a model of its own back and forth where the rules hold that, and approves it as soon as the
 * hold can be seen. The client waits on its open call meanwhile; both are played by one thread, as neither has anything to do
 * while the other is served.
 */
final class Approvals implements Rung.Work {
    /** Between two looks for a hold: short beside what opening one takes, long enough not to take the cores for looking. */
    private static final Duration LOOK = Duration.ofMillis(1);

    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final Scenery scenery;
    private final Place place;
    private final Ledger ledger;
    private final String model;
    private Wire client;
    private Wire approver;
    private String serving = "1";

    Approvals(Scenery scenery, Place place) throws IOException {
        this.scenery = scenery;
        this.place = place;
        this.ledger = new Ledger(place);
        this.model = scenery.model(Kind.ANOTHER_ALGORITHM);
        this.client = place.through();
        this.approver = place.approver();
    }

    @Override
    public long[] once() throws IOException {
        var next = Changes.other(serving);
        var body = Scenery.alias(model, "champion", next).getBytes(StandardCharsets.UTF_8);
        var begin = System.nanoTime();
        client.send("POST", Scenery.API + "registered-models/alias", "application/json", body);
        var hold = awaitHold(begin);
        var seen = System.nanoTime();
        approver.exchange("POST", "/v1/holds/" + hold.id() + "/reviews", hold.approval())
                .expect(201);
        client.receive().expect(200);
        var end = System.nanoTime();
        serving = next;
        return new long[] {end - begin, seen - begin, end - seen};
    }

    /** A hold as it was seen. */
    private record Seen(String id, String digest) {
        String approval() {
            return "{\"state\":\"approved\",\"comment\":\"by the ladder\",\"digest\":\"%s\"}".formatted(digest);
        }
    }

    private Seen awaitHold(long begin) throws IOException {
        while (System.nanoTime() - begin < PATIENCE.toNanos()) {
            var items = approver.get("/v1/holds?state=pending&model=" + model)
                    .expect(200)
                    .json()
                    .path("items");
            if (!items.isEmpty()) {
                var hold = items.get(0);
                return new Seen(hold.path("id").asText(), hold.path("digest").asText());
            }
            if (client.answering()) {
                throw new IOException(
                        "it was not held but answered: " + client.receive().text());
            }
            pause();
        }
        throw new IOException("no hold within " + PATIENCE.toSeconds() + " s");
    }

    private static void pause() throws IOException {
        try {
            Thread.sleep(LOOK);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }

    @Override
    public boolean provable() {
        return !serving.equals("1");
    }

    @Override
    public void recover() throws IOException {
        client.close();
        approver.close();
        client = place.through();
        approver = place.approver();
        serving = scenery.champion(model);
    }

    @Override
    public void prove(long times) throws IOException {
        var found = scenery.champion(model);
        if (!found.equals(serving)) {
            throw new IOException("champion is version " + found + " and not " + serving);
        }
        ledger.approved(model, times);
    }

    @Override
    public void close() throws IOException {
        client.close();
        approver.close();
        scenery.remove(model);
    }
}
