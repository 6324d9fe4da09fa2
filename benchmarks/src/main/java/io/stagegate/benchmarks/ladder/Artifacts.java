package io.stagegate.benchmarks.ladder;

import java.io.IOException;
import java.util.UUID;

/** Uploads or downloads one artifact of some MiB that serves nowhere. */
final class Artifacts implements Rung.Work {
    static final int MIB = 8;
    private static final int SIZE = MIB << 20;
    private static final int TRIES = 200;
    private static final String TYPE = "application/octet-stream";

    private final Place place;
    private final Door door;
    private final boolean upload;
    private final String target;
    private final byte[] content = new byte[SIZE];
    private Wire wire;

    Artifacts(Place place, Door door, String folder, boolean upload) throws IOException {
        this.place = place;
        this.door = door;
        this.upload = upload;
        this.target = folder + "/" + UUID.randomUUID();
        this.wire = door.open();
        prepare();
    }

    /**
     * The gateway refuses artifact writes for as long as it does not know what serves: for a while after a promotion. A small
     * one finds out, as a refusal closes the connection before a large one is sent.
     */
    private void prepare() throws IOException {
        var answer = put(new byte[1]);
        for (var tries = 0; answer.status() == 503 && tries < TRIES; tries++) {
            recover();
            answer = put(new byte[1]);
        }
        answer.expect(200);
        put(content).expect(200);
    }

    private Wire.Answer put(byte[] bytes) throws IOException {
        wire.send("PUT", target, TYPE, bytes);
        return wire.receive();
    }

    @Override
    public long[] once() throws IOException {
        var begin = System.nanoTime();
        var answer = upload ? put(content) : wire.get(target);
        var end = System.nanoTime();
        answer.expect(200);
        if (!upload && answer.length() != SIZE) {
            throw new IOException("it has " + answer.length() + " bytes and not " + SIZE);
        }
        return new long[] {end - begin};
    }

    @Override
    public void recover() throws IOException {
        wire.close();
        try {
            Thread.sleep(100);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
        wire = door.open();
    }

    @Override
    public void prove(long times) throws IOException {
        try (var direct = place.direct()) {
            var length = direct.get(target).expect(200).length();
            if (length != SIZE) {
                throw new IOException("the artifact has " + length + " bytes and not " + SIZE);
            }
        }
    }

    @Override
    public void close() throws IOException {
        wire.close();
        try (var direct = place.direct()) {
            direct.exchange("DELETE", target, "");
        }
    }
}
