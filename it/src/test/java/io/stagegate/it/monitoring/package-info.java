/** Real monitoring for tests. */
@NullMarked
package io.stagegate.it.monitoring;

import org.jspecify.annotations.NullMarked;
