/** Real Prometheus and Alertmanager servers. */
@NullMarked
package io.stagegate.it.monitoring;

import org.jspecify.annotations.NullMarked;
