/** Looking after what was promoted: looks at it again and again, has the rules judge, and does what they say. */
@NullMarked
package io.stagegate.gateway.watch;

import org.jspecify.annotations.NullMarked;
