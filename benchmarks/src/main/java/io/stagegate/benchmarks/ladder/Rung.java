package io.stagegate.benchmarks.ladder;

import java.io.IOException;
import java.util.List;
import java.util.Optional;

/**
 * One step of the ladder.
 *
 * @param series what is timed of each request; the first is the request as a whole
 * @param opening makes one worker's work
 */
record Rung(List<Series> series, Opening opening) {
    Rung {
        series = List.copyOf(series);
    }

    /**
     * What is timed.
     *
     * @param name as people read it
     * @param versus name of the series that it is compared with
     */
    record Series(String name, Optional<String> versus) {
        static Series alone(String name) {
            return new Series(name, Optional.empty());
        }

        static Series of(String name, String versus) {
            return new Series(name, Optional.of(versus));
        }
    }

    /** Prepares what is not timed. */
    @FunctionalInterface
    interface Opening {
        Work open() throws IOException;
    }

    String name() {
        return series.getFirst().name();
    }

    /** What one worker does, again and again, on connections of its own. */
    interface Work extends AutoCloseable {

        /**
         * Does it once.
         *
         * @return nanoseconds, for each of the rung's series
         * @throws IOException where anything but the wanted came of it
         */
        long[] once() throws IOException;

        /** Whether what was done can be told from nothing done. */
        default boolean provable() {
            return true;
        }

        /** Begins anew after a failure. */
        void recover() throws IOException;

        /**
         * Finds out, by other ways than the answers so far, whether all of it was really done.
         *
         * @param times how often it succeeded
         * @throws IOException where it was not; the message says what is wrong
         */
        void prove(long times) throws IOException;

        @Override
        void close() throws IOException;
    }
}
