/** How listeners encrypt. */
@NullMarked
package io.stagegate.gateway.tls;

import org.jspecify.annotations.NullMarked;
