/** Whole-gateway tests: real PostgreSQL, a real MLflow server and its stock clients; and the architecture's own test. */
@NullMarked
package io.stagegate.it;

import org.jspecify.annotations.NullMarked;
