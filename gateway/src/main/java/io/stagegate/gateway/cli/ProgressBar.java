package io.stagegate.gateway.cli;

import java.io.PrintWriter;
import java.util.Locale;

/** A line that shows how far something is, where somebody watches; otherwise nothing. */
final class ProgressBar {
    private static final int WIDTH = 30;

    private final Surroundings surroundings;
    private final String what;

    /** @param what is counted, in the plural */
    ProgressBar(Surroundings surroundings, String what) {
        this.surroundings = surroundings;
        this.what = what;
    }

    /** @param part how much of it is done, from 0 to 1 */
    void show(double part, long count) {
        var done = (int) Math.round(WIDTH * Math.clamp(part, 0, 1));
        write(String.format(Locale.ROOT, "\r[%s%s] %,d %s", "#".repeat(done), ".".repeat(WIDTH - done), count, what));
    }

    /** Takes the line away. */
    void clear() {
        write("\r\033[K");
    }

    private void write(String text) {
        if (surroundings.terminal()) {
            PrintWriter err = surroundings.err();
            err.print(text);
            err.flush();
        }
    }
}
