/** Alerts that monitoring tells of, and what fires for a model. */
@NullMarked
package io.stagegate.gateway.alert;

import org.jspecify.annotations.NullMarked;
