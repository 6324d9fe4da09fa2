/** What Stagegate knows of MLflow's REST API. */
@NullMarked
package io.stagegate.adapter.mlflow;

import org.jspecify.annotations.NullMarked;
