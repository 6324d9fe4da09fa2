package io.stagegate.it.architecture.wrong.adapter.one;

import io.stagegate.it.architecture.wrong.adapter.two.Two;
import io.stagegate.it.architecture.wrong.gateway.pipeline.KnowsSql;

/** An adapter that knows another, and the gateway. */
public record KnowsTwo(Two two, KnowsSql sql) {}
