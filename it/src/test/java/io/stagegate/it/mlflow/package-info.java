/** The real MLflow: installed from its package index into a virtual environment of its own, started, and stopped. */
@NullMarked
package io.stagegate.it.mlflow;

import org.jspecify.annotations.NullMarked;
