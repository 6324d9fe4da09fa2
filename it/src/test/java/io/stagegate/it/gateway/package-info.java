/** Whole gateways in front of real servers. */
@NullMarked
package io.stagegate.it.gateway;

import org.jspecify.annotations.NullMarked;
