/** Tokens of OpenID providers: whose they are, and whether they are good. */
@NullMarked
package io.stagegate.gateway.oidc;

import org.jspecify.annotations.NullMarked;
