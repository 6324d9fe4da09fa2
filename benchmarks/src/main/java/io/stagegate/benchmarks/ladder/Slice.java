package io.stagegate.benchmarks.ladder;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;

/**
 * A rung for a while, by several workers at once.
 *
 * @param times nanoseconds of what succeeded, for each series of the rung
 * @param problems what failed, and what could not be proved
 * @param nanos how long it took from the first request to the last answer
 */
record Slice(List<long[]> times, List<String> problems, long nanos) {
    /** A worker that fails so often is stopped: it would only measure how fast something is refused. */
    private static final int MOST_PROBLEMS = 20;

    /**
     * When a worker stops.
     *
     * @param time after that time
     * @param requests or after that many requests
     */
    record Bound(Duration time, long requests) {
        private boolean reached(long begun, long done) {
            return done >= requests || System.nanoTime() - begun >= time.toNanos();
        }
    }

    /** What one worker did. */
    private record Shift(List<long[]> times, List<String> problems) {}

    /** @throws IOException where a worker cannot even be prepared */
    static Slice run(Rung rung, Bound bound, int workers) throws IOException {
        var works = new ArrayList<Rung.Work>();
        try (var threads = Executors.newFixedThreadPool(workers)) {
            for (var i = 0; i < workers; i++) {
                works.add(rung.opening().open());
            }
            var start = new CountDownLatch(1);
            var shifts = works.stream()
                    .map(work -> threads.submit(shift(work, bound, start)))
                    .toList();
            var begun = System.nanoTime();
            start.countDown();
            var done = new ArrayList<Shift>();
            for (var shift : shifts) {
                done.add(shift.get());
            }
            var nanos = System.nanoTime() - begun;
            return joined(rung, done, proofs(works, done), nanos);
        } catch (ExecutionException e) {
            throw new IOException(rung.name() + ": " + e.getCause(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        } finally {
            for (var work : works) {
                work.close();
            }
        }
    }

    private static Callable<Shift> shift(Rung.Work work, Bound bound, CountDownLatch start) {
        return () -> {
            var shift = new Shift(new ArrayList<>(), new ArrayList<>());
            start.await();
            var begun = System.nanoTime();
            while ((!bound.reached(begun, shift.times.size()) || !work.provable())
                    && shift.problems.size() < MOST_PROBLEMS) {
                try {
                    shift.times.add(work.once());
                } catch (IOException e) {
                    shift.problems.add(String.valueOf(e.getMessage()));
                    work.recover();
                }
            }
            return shift;
        };
    }

    /** What could not be proved; a worker that did nothing proves nothing. */
    private static List<String> proofs(List<Rung.Work> works, List<Shift> shifts) {
        var problems = new ArrayList<String>();
        for (var i = 0; i < works.size(); i++) {
            try {
                var times = shifts.get(i).times().size();
                if (times == 0) {
                    throw new IOException("not one request succeeded");
                }
                works.get(i).prove(times);
            } catch (IOException e) {
                problems.add("not proved: " + e.getMessage());
            }
        }
        return problems;
    }

    private static Slice joined(Rung rung, List<Shift> shifts, List<String> proofs, long nanos) {
        var problems = new ArrayList<String>();
        shifts.forEach(shift -> problems.addAll(shift.problems()));
        problems.addAll(proofs);
        var times = new ArrayList<long[]>();
        for (var series = 0; series < rung.series().size(); series++) {
            var index = series;
            times.add(shifts.stream()
                    .flatMap(shift -> shift.times().stream())
                    .mapToLong(t -> t[index])
                    .toArray());
        }
        return new Slice(times, problems, nanos);
    }
}
