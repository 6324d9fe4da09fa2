/** Where straight-line code runs: virtual threads of Vert.x, on which awaiting a future parks and never blocks. */
@NullMarked
package io.stagegate.gateway.threads;

import org.jspecify.annotations.NullMarked;
