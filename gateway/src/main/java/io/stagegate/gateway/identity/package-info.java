/** Who is who: the people of the configuration, their tokens, and who asks on an upstream. */
@NullMarked
package io.stagegate.gateway.identity;

import org.jspecify.annotations.NullMarked;
