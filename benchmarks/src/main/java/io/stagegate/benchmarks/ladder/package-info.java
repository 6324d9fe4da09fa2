/** The ladder: the same work directly at the upstream and through the gateway, rung by rung, in one run. */
@NullMarked
package io.stagegate.benchmarks.ladder;

import org.jspecify.annotations.NullMarked;
