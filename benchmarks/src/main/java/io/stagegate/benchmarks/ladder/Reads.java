package io.stagegate.benchmarks.ladder;

import io.stagegate.benchmarks.ladder.Scenery.Kind;
import java.io.IOException;

/** Reads one model: what every client does before it loads a version. */
final class Reads implements Rung.Work {
    private final Scenery scenery;
    private final Door door;
    private final String model;
    private Wire wire;

    Reads(Scenery scenery, Door door) throws IOException {
        this.scenery = scenery;
        this.door = door;
        this.model = scenery.model(Kind.ALIKE);
        this.wire = door.open();
    }

    @Override
    public long[] once() throws IOException {
        var begin = System.nanoTime();
        var answer = wire.get(Scenery.API + "registered-models/get?name=" + model);
        var end = System.nanoTime();
        if (!answer.expect(200).text().contains(model)) {
            throw new IOException("it is another model: " + answer.text());
        }
        return new long[] {end - begin};
    }

    @Override
    public void recover() throws IOException {
        wire.close();
        wire = door.open();
    }

    @Override
    public void prove(long times) {
        // Each answer held the model's name, and nothing else can be seen of a read.
    }

    @Override
    public void close() throws IOException {
        wire.close();
        scenery.remove(model);
    }
}
