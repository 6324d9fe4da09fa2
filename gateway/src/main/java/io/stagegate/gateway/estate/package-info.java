/** What the governed targets serve and have served, and what changed them around the gateway. */
@NullMarked
package io.stagegate.gateway.estate;

import org.jspecify.annotations.NullMarked;
