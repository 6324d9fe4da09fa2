package io.stagegate.benchmarks.ladder;

import java.io.IOException;

/** A way in: the upstream itself, or the gateway before it. */
@FunctionalInterface
interface Door {
    Wire open() throws IOException;
}
