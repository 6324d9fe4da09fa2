package io.stagegate.it.architecture.wrong.config;

import io.stagegate.it.architecture.wrong.demo.KnowsGateway;
import io.vertx.core.Vertx;

/** Configuration that knows the demo. */
public record KnowsVertx(Vertx vertx, KnowsGateway demo) {}
