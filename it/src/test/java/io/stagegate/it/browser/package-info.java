/** MLflow's own web UI in a real browser, opened through the gateway. */
@NullMarked
package io.stagegate.it.browser;

import org.jspecify.annotations.NullMarked;
