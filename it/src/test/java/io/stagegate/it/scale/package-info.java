/** Gateways with very many clients and holds. */
@NullMarked
package io.stagegate.it.scale;

import org.jspecify.annotations.NullMarked;
