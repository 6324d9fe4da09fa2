/** What other rules would have decided on what was decided before: pure, of recorded decisions and a policy set. */
@NullMarked
package io.stagegate.gateway.replay;

import org.jspecify.annotations.NullMarked;
