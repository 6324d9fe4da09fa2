/** Who people are: a real OpenID provider, tokens, certificates and headers before a whole gateway. */
@NullMarked
package io.stagegate.it.identity;

import org.jspecify.annotations.NullMarked;
