/** The gateway's own HTTP API and its operations listener. */
@NullMarked
package io.stagegate.gateway.api;

import org.jspecify.annotations.NullMarked;
