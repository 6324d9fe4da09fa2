/** Putting targets back to a snapshot, through the same decide, record and forward as any other change. */
@NullMarked
package io.stagegate.gateway.restore;

import org.jspecify.annotations.NullMarked;
