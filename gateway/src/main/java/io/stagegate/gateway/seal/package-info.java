/** What the gateway seals with keys of its own: credentials that it keeps, and rows that nobody else may change. */
@NullMarked
package io.stagegate.gateway.seal;

import org.jspecify.annotations.NullMarked;
