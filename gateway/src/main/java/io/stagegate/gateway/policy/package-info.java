/** How policy sets come into force: read, built, proposed, activated, and put in the place of one another while decisions are made. */
@NullMarked
package io.stagegate.gateway.policy;

import org.jspecify.annotations.NullMarked;
