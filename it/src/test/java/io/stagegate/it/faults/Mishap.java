package io.stagegate.it.faults;

import io.stagegate.it.faults.LoggedUpstream.Mood;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Random;

/** What befalls the parts of a fleet, one at a time and for a while. */
enum Mishap {
    REPLICA_KILLED,
    REPLICA_FROZEN,
    REPLICA_FROZEN_BEYOND_ITS_LEASES,
    DATABASE_KILLED,
    DATABASE_FROZEN,
    LINE_SILENT,
    LINE_CUT,
    PACKETS_DROPPED,
    DISK_FULL,
    UPSTREAM_IN_BAD_MOOD,
    WEBHOOK_FAILING;

    private static final Mood[] MOODS = Mood.values();

    /**
     * Where it happens.
     *
     * @param root empty where nobody may drop packets or fill disks
     * @param data where the database keeps what it knows
     */
    record Place(Fleet fleet, Replicas replicas, Random random, Optional<Privileges> root, Path data) {
        private void pause(int least, int most) throws InterruptedException {
            Thread.sleep(1_000L * least + random.nextLong(1_000L * (most - least)));
        }
    }

    boolean possible(Place place) {
        return place.root().isPresent() || (this != PACKETS_DROPPED && this != DISK_FULL);
    }

    void happen(Place place) throws Exception {
        var which = place.random().nextInt(place.replicas().size());
        switch (this) {
            case REPLICA_KILLED ->
                place.replicas()
                        .kill(1 + place.random().nextInt(place.replicas().size() - 1));
            case REPLICA_FROZEN -> frozen(place, which, 3, 15);
            case REPLICA_FROZEN_BEYOND_ITS_LEASES -> frozen(place, which, 95, 100);
            case DATABASE_KILLED -> {
                place.fleet().database().kill();
                place.pause(0, 8);
                revive(place);
            }
            case DATABASE_FROZEN -> {
                place.fleet().database().freeze();
                place.pause(1, 20);
                place.fleet().database().goOn();
            }
            case LINE_SILENT -> {
                place.replicas().line(which).silence();
                place.pause(1, 20);
                place.replicas().line(which).cut();
                place.replicas().line(which).open();
            }
            case LINE_CUT -> {
                place.replicas().line(which).cut();
                place.pause(1, 15);
                place.replicas().line(which).open();
            }
            case PACKETS_DROPPED -> dropped(place, which);
            case DISK_FULL -> full(place);
            case UPSTREAM_IN_BAD_MOOD -> moody(place);
            case WEBHOOK_FAILING -> {
                place.fleet().receiver().answers(n -> n % 3 == 0 ? 204 : 500);
                place.pause(2, 8);
                place.fleet().receiver().answers(_ -> 204);
            }
        }
    }

    private static void frozen(Place place, int which, int least, int most) throws Exception {
        var replica = place.replicas().get(which);
        replica.freeze();
        place.pause(least, most);
        replica.goOn();
    }

    private static void dropped(Place place, int which) throws Exception {
        var root = place.root().orElseThrow();
        root.drop(place.replicas().line(which).port());
        place.pause(1, 20);
        root.pass();
    }

    private static void full(Place place) throws Exception {
        var root = place.root().orElseThrow();
        root.fill(place.data());
        place.pause(2, 10);
        root.empty(place.data());
        revive(place);
    }

    /** Its operator tries until it runs. */
    private static void revive(Place place) throws InterruptedException {
        for (var tries = 1; ; tries++) {
            try {
                place.fleet().database().revive();
                return;
            } catch (IOException | IllegalStateException e) {
                if (tries == 10) {
                    throw new UncheckedIOException(new IOException("the database does not start again", e));
                }
                Thread.sleep(1_000);
            }
        }
    }

    private static void moody(Place place) throws InterruptedException {
        var random = new Random(place.random().nextLong());
        place.fleet().upstream().moods(() -> {
            synchronized (random) {
                return random.nextInt(3) == 0 ? MOODS[random.nextInt(MOODS.length)] : Mood.USUAL;
            }
        });
        place.pause(4, 12);
        place.fleet().upstream().moods(() -> Mood.USUAL);
    }
}
