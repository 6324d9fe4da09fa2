/** How the command line tells what a replay came to. */
@NullMarked
package io.stagegate.gateway.cli.replaying;

import org.jspecify.annotations.NullMarked;
