/**
 * A model server for tests: it serves what an alias of a real MLflow points to, and does so as well or as badly as it is told to. No
 * model is loaded: what tests need of one are its version, its errors and its latency.
 */
@NullMarked
package io.stagegate.modelserver;

import org.jspecify.annotations.NullMarked;
