/** The published libraries of Standard Webhooks: installed from their package indexes, and run. */
@NullMarked
package io.stagegate.it.webhook;

import org.jspecify.annotations.NullMarked;
