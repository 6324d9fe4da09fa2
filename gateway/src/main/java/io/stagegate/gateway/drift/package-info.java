/** What is done about changes around the gateway: judged by rules, told, asked about, put back or let stay. */
@NullMarked
package io.stagegate.gateway.drift;

import org.jspecify.annotations.NullMarked;
