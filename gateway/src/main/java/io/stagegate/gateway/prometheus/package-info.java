/** Signals that are asked of Prometheus, or of what answers as it does. */
@NullMarked
package io.stagegate.gateway.prometheus;

import org.jspecify.annotations.NullMarked;
