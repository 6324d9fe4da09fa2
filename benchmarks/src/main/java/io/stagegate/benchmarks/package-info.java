/** Measurements, each beside something else in the same run. */
@NullMarked
package io.stagegate.benchmarks;

import org.jspecify.annotations.NullMarked;
