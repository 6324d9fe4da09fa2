/** The command line. */
@NullMarked
package io.stagegate.gateway.cli;

import org.jspecify.annotations.NullMarked;
