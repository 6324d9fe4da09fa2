package io.stagegate.it.architecture.wrong.demo;

import io.stagegate.it.architecture.wrong.gateway.pipeline.KnowsSql;

/** A demo that knows the gateway. */
public record KnowsGateway(KnowsSql sql) {}
