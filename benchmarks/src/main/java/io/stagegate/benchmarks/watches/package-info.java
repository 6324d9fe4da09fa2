/** Whether very many watches are looked at in time. */
@NullMarked
package io.stagegate.benchmarks.watches;

import org.jspecify.annotations.NullMarked;
