/** What asking the past costs, where there is much of it. */
@NullMarked
package io.stagegate.benchmarks.past;

import org.jspecify.annotations.NullMarked;
