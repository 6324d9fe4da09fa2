/** What {@code policy check} has found, in the forms that people and programs read. */
@NullMarked
package io.stagegate.gateway.cli.findings;

import org.jspecify.annotations.NullMarked;
