/** What {@code policy test} has found, in the forms that people and programs read. */
@NullMarked
package io.stagegate.gateway.cli.testing;

import org.jspecify.annotations.NullMarked;
