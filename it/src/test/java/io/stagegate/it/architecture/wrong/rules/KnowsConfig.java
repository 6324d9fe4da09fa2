package io.stagegate.it.architecture.wrong.rules;

import io.stagegate.it.architecture.wrong.config.KnowsVertx;
import io.vertx.core.Vertx;

/** Rules that know another module, and Vert.x. */
public record KnowsConfig(KnowsVertx value, Vertx vertx) {}
