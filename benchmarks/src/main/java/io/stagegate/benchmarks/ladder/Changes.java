package io.stagegate.benchmarks.ladder;

import io.stagegate.benchmarks.ladder.Scenery.Kind;
import java.io.IOException;

/** Moves the production alias of a model of its own back and forth: a real change each time. */
final class Changes implements Rung.Work {
    private final Scenery scenery;
    private final Door door;
    private final Proof proof;
    private final String model;
    private Wire wire;
    private String serving = "1";

    /** What must be found about a model at the end, beyond that its alias is where it was moved to. */
    @FunctionalInterface
    interface Proof {
        void prove(String model, long times) throws IOException;
    }

    Changes(Scenery scenery, Door door, Proof proof) throws IOException {
        this.scenery = scenery;
        this.door = door;
        this.proof = proof;
        this.model = scenery.model(Kind.ALIKE);
        this.wire = door.open();
    }

    @Override
    public long[] once() throws IOException {
        var next = other(serving);
        var body = Scenery.alias(model, "champion", next);
        var begin = System.nanoTime();
        var answer = wire.exchange("POST", Scenery.API + "registered-models/alias", body);
        var end = System.nanoTime();
        answer.expect(200);
        serving = next;
        return new long[] {end - begin};
    }

    static String other(String version) {
        return version.equals("1") ? "2" : "1";
    }

    /** After an even number of changes it is as if there had been none. */
    @Override
    public boolean provable() {
        return !serving.equals("1");
    }

    @Override
    public void recover() throws IOException {
        wire.close();
        wire = door.open();
        serving = scenery.champion(model);
    }

    @Override
    public void prove(long times) throws IOException {
        var found = scenery.champion(model);
        if (!found.equals(serving)) {
            throw new IOException("champion is version " + found + " and not " + serving);
        }
        proof.prove(model, times);
    }

    @Override
    public void close() throws IOException {
        wire.close();
        scenery.remove(model);
    }
}
