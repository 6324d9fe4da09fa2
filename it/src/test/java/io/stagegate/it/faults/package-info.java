/** Gateways that are stopped at every point of the way, and what must hold afterwards. */
@NullMarked
package io.stagegate.it.faults;

import org.jspecify.annotations.NullMarked;
