/** Holding: the states of a hold, who may review it, and what reviews make of it. Knows no SQL and no HTTP. */
@NullMarked
package io.stagegate.gateway.hold;

import org.jspecify.annotations.NullMarked;
