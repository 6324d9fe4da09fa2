/** The arrows and habits of the code base, proved on its byte code. */
@NullMarked
package io.stagegate.it.architecture;

import org.jspecify.annotations.NullMarked;
