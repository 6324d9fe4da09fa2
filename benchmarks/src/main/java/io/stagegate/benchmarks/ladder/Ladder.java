package io.stagegate.benchmarks.ladder;

import io.stagegate.benchmarks.ladder.Rung.Series;
import io.stagegate.benchmarks.ladder.Slice.Bound;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * The rungs, measured in rounds: each round goes over all of them, every other one backwards, so that noise hits all alike
 * and none always follows the same other one.
 */
final class Ladder {
    static final String READ = "read, direct";
    static final String READ_THROUGH = "read, passed through";
    static final String CHANGE = "alias change, direct";
    static final String PERMITTED = "promotion, permitted";
    static final String HELD = "promotion, held and approved";
    static final String UNTIL_HELD = "  of it: until the hold is seen";
    static final String SINCE_APPROVAL = "  of it: approval to reply";

    private final Plan plan;
    private final Consumer<String> progress;

    /**
     * How much is measured.
     *
     * @param bound of a rung in a round, for each worker
     * @param workers how many clients there are at once
     * @param warmUps rounds that do not count
     * @param rounds rounds that do
     */
    record Plan(Bound bound, int workers, int warmUps, int rounds) {}

    /** @param progress told what is being done */
    Ladder(Plan plan, Consumer<String> progress) {
        this.plan = plan;
        this.progress = progress;
    }

    /** Every rung that the upstream has something for. */
    static List<Rung> rungs(Place place, Scenery scenery) throws IOException {
        var ledger = new Ledger(place);
        var out = new ArrayList<>(List.of(
                new Rung(List.of(Series.alone(READ)), () -> new Reads(scenery, place::direct)),
                new Rung(List.of(Series.of(READ_THROUGH, READ)), () -> new Reads(scenery, place::through)),
                new Rung(
                        List.of(Series.alone(CHANGE)),
                        () -> new Changes(scenery, place::direct, (model, _) -> ledger.permitted(model, 0))),
                new Rung(
                        List.of(Series.of(PERMITTED, CHANGE)),
                        () -> new Changes(scenery, place::through, ledger::permitted)),
                new Rung(
                        List.of(
                                Series.of(HELD, CHANGE),
                                Series.of(UNTIL_HELD, CHANGE),
                                Series.of(SINCE_APPROVAL, PERMITTED)),
                        () -> new Approvals(scenery, place))));
        scenery.artifacts().ifPresent(folder -> out.addAll(artifacts(place, folder)));
        return out;
    }

    private static List<Rung> artifacts(Place place, String folder) {
        var size = Artifacts.MIB + " MiB ";
        return List.of(
                artifact(place, place::direct, folder, true, Series.alone(size + "upload, direct")),
                artifact(
                        place,
                        place::through,
                        folder,
                        true,
                        Series.of(size + "upload, passed through", size + "upload, direct")),
                artifact(place, place::direct, folder, false, Series.alone(size + "download, direct")),
                artifact(
                        place,
                        place::through,
                        folder,
                        false,
                        Series.of(size + "download, passed through", size + "download, direct")));
    }

    private static Rung artifact(Place place, Door door, String folder, boolean upload, Series series) {
        return new Rung(List.of(series), () -> new Artifacts(place, door, folder, upload));
    }

    /** Warms up, and measures. */
    Report climb(List<Rung> rungs, Machine machine, String upstream) throws IOException {
        var problems = new ArrayList<String>();
        for (var round = 1; round <= plan.warmUps(); round++) {
            progress.accept("warming up, round " + round + " of " + plan.warmUps() + " (not counted)");
            for (var slice : round(rungs, round)) {
                problems.addAll(slice.problems());
            }
        }
        var measured = new ArrayList<List<Slice>>();
        for (var round = 1; round <= plan.rounds(); round++) {
            progress.accept("round " + round + " of " + plan.rounds());
            measured.add(round(rungs, round));
        }
        return new Report(plan, machine, upstream, figures(rungs, measured), problems);
    }

    private List<Slice> round(List<Rung> rungs, int round) throws IOException {
        var order = round % 2 == 1 ? rungs : rungs.reversed();
        var slices = new ArrayList<Slice>();
        for (var rung : order) {
            progress.accept("  " + rung.name());
            slices.add(Slice.run(rung, plan.bound(), plan.workers()));
        }
        return round % 2 == 1 ? slices : slices.reversed();
    }

    private static List<Figures> figures(List<Rung> rungs, List<List<Slice>> measured) {
        var out = new ArrayList<Figures>();
        for (var r = 0; r < rungs.size(); r++) {
            var series = rungs.get(r).series();
            for (var s = 0; s < series.size(); s++) {
                out.add(figures(series.get(s), r, s, measured));
            }
        }
        return out;
    }

    /** Problems are told once, with the request as a whole. */
    private static Figures figures(Series series, int rung, int place, List<List<Slice>> measured) {
        var slices = measured.stream().map(round -> round.get(rung)).toList();
        return new Figures(
                series,
                slices.stream().map(slice -> slice.times().get(place)).toList(),
                slices.stream().mapToLong(Slice::nanos).sum(),
                place == 0
                        ? slices.stream()
                                .flatMap(slice -> slice.problems().stream())
                                .toList()
                        : List.of());
    }
}
