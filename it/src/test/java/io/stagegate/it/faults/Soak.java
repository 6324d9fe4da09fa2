package io.stagegate.it.faults;

import static org.assertj.core.api.Assertions.assertThat;

import io.stagegate.it.Needed;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Three replicas at work for as long as is said, while something befalls them, their database, their upstream or their webhook every
 * few seconds. Its name keeps it out of the usual run: see {@code it/soak}.
 */
class Soak {
    private static final int CLIENTS = 8;
    private static final int DISK = 700;
    private static final Duration LOOK = Duration.ofSeconds(30);
    private static final Duration REST = Duration.ofMinutes(6);

    private final Duration time = Duration.ofMinutes(Integer.getInteger("stagegate.soak.minutes", 2));
    private final long seed = Long.getLong("stagegate.soak.seed", System.nanoTime());
    private final Map<Mishap, Integer> mishaps = new EnumMap<>(Mishap.class);

    @Test
    void whatever_befalls_them_every_invariant_holds(@TempDir Path home) throws Exception {
        say("soak: " + time.toMinutes() + " minutes, seed " + seed);
        var data = home.resolve("database");
        try (var privileges = Privileges.look()) {
            var root = privileges instanceof Needed.Found<Privileges>(var found, var _)
                    ? Optional.of(found)
                    : Optional.<Privileges>empty();
            if (root.isPresent()) {
                root.get().mount(data, DISK);
            }
            try {
                run(home, data, root);
            } finally {
                if (root.isPresent()) {
                    root.get().unmount(data);
                }
            }
        }
    }

    private static void say(String line) {
        // Whoever runs it wants to see what befalls, and keeps the report.
        System.out.println(line);
    }

    private void run(Path home, Path data, Optional<Privileges> root) throws Exception {
        try (var fleet = Fleet.start(home, data);
                var replicas = Replicas.start(fleet)) {
            var traffic = new Traffic(fleet, replicas::all, seed);
            traffic.prepare();
            traffic.begin(CLIENTS);
            var gauge = new Gauge(replicas.get(0).pid());
            befall(new Mishap.Place(fleet, replicas, new Random(seed), root, data), gauge);
            var troubles = new ArrayList<>(replicas.complete());
            traffic.close();
            troubles.addAll(traffic.troubles());
            comeToRest(fleet);
            gauge.look();
            var violations = fleet.violations();
            say(report(fleet, replicas, traffic, gauge, violations, troubles));
            assertThat(violations).isEmpty();
            assertThat(troubles).isEmpty();
        }
    }

    private void befall(Mishap.Place place, Gauge gauge) throws Exception {
        var possible = Stream.of(Mishap.values()).filter(m -> m.possible(place)).toList();
        var end = System.nanoTime() + time.toNanos();
        var look = System.nanoTime();
        while (System.nanoTime() < end) {
            if (System.nanoTime() - look >= 0) {
                gauge.look();
                look = System.nanoTime() + LOOK.toNanos();
            }
            Thread.sleep(1_000 + place.random().nextInt(7_000));
            var mishap = drawn(possible, place.random());
            say("soak: " + mishap);
            mishap.happen(place);
            mishaps.merge(mishap, 1, Integer::sum);
        }
    }

    /** The one that takes longest comes up seldom. */
    private static Mishap drawn(List<Mishap> possible, Random random) {
        var drawn = possible.get(random.nextInt(possible.size()));
        return drawn == Mishap.REPLICA_FROZEN_BEYOND_ITS_LEASES && random.nextInt(4) > 0
                ? Mishap.REPLICA_KILLED
                : drawn;
    }

    /** Longer than a claim or a lease that nobody has any more keeps others from going on. */
    private static void comeToRest(Fleet fleet) throws InterruptedException, SQLException {
        var end = System.nanoTime() + REST.toNanos();
        while (System.nanoTime() < end && fleet.unrest().isPresent()) {
            Thread.sleep(1_000);
        }
    }

    private String report(
            Fleet fleet,
            Replicas replicas,
            Traffic traffic,
            Gauge gauge,
            List<String> violations,
            List<String> troubles)
            throws SQLException, IOException {
        var lines = new ArrayList<String>(List.of("", "| what | how often |", "|---|---|"));
        mishaps.forEach((mishap, count) ->
                row(lines, mishap.name().toLowerCase(java.util.Locale.ROOT).replace('_', ' '), count));
        traffic.answers().forEach((what, count) -> row(lines, "answer: " + what, count));
        var database = fleet.database();
        row(lines, "requests that reached the upstream", fleet.upstream().log().size());
        row(lines, "attempts", database.number("SELECT count(*) FROM attempt"));
        for (var outcome : List.of("applied", "refused", "notApplied", "needsOperator")) {
            row(
                    lines,
                    "outcome " + outcome,
                    database.number("SELECT count(*) FROM outcome WHERE outcome = '" + outcome + "'"));
        }
        row(lines, "applied, as reading back has shown", database.number("""
                SELECT count(*) FROM outcome WHERE outcome = 'applied' AND (reply ->> 'body') LIKE '%answer is lost%'
                """));
        for (var state : List.of("pending", "released", "rejected", "denied", "expired", "cancelled")) {
            row(lines, "holds " + state, database.number("SELECT count(*) FROM hold WHERE state = '" + state + "'"));
        }
        row(
                lines,
                "messages taken by the webhook",
                fleet.receiver().messages().stream()
                        .filter(m -> m.status() == 204)
                        .count());
        row(lines, "replicas started", replicas.starts());
        row(lines, "longest answer to a change, in seconds", traffic.longest().toSeconds());
        row(lines, "violations", violations.size());
        row(lines, "hangs, and replicas that did not start", troubles.size());
        lines.add("");
        lines.add("The replica that was never killed: " + gauge + ". Seed " + seed + ", " + time.toMinutes()
                + " minutes.");
        lines.addAll(violations);
        lines.addAll(troubles);
        return String.join("\n", lines);
    }

    private static void row(List<String> lines, String what, long count) {
        lines.add("| " + what + " | " + count + " |");
    }
}
