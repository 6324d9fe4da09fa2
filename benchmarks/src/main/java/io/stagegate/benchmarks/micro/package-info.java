/** Parts of the gateway on their own, under JMH, each beside the plainest code that does the same. */
@NullMarked
package io.stagegate.benchmarks.micro;

import org.jspecify.annotations.NullMarked;
