/** Looking after what was promoted: for how long, and what is read meanwhile. */
@NullMarked
package io.stagegate.core.watch;

import org.jspecify.annotations.NullMarked;
