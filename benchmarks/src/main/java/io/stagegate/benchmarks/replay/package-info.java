/** What replaying recorded decisions costs. */
@NullMarked
package io.stagegate.benchmarks.replay;

import org.jspecify.annotations.NullMarked;
