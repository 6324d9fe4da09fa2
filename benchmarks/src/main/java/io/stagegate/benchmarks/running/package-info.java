/** What every measurement needs, whatever it measures. */
@NullMarked
package io.stagegate.benchmarks.running;

import org.jspecify.annotations.NullMarked;
