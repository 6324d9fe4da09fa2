/** Places at which a test may stop the gateway. The distribution has nobody who would. */
@NullMarked
package io.stagegate.gateway.faults;

import org.jspecify.annotations.NullMarked;
