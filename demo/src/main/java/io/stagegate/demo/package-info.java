/** The stand-in registry of the demo: a small in-memory server that speaks MLflow's API. */
@NullMarked
package io.stagegate.demo;

import org.jspecify.annotations.NullMarked;
