/** What monitoring says of what was promoted: readings of signals and alerts, whoever they come from. */
@NullMarked
package io.stagegate.gateway.signal;

import org.jspecify.annotations.NullMarked;
