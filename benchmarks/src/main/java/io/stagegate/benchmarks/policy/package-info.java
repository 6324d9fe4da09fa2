/** Policy sets on their own: large ones, bare ones, and many one after another. */
@NullMarked
package io.stagegate.benchmarks.policy;

import org.jspecify.annotations.NullMarked;
