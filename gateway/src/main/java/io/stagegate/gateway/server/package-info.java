/** What makes a gateway of its parts: policy, database, listeners. */
@NullMarked
package io.stagegate.gateway.server;

import org.jspecify.annotations.NullMarked;
