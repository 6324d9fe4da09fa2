package io.stagegate.it.architecture.wrong.gateway.pipeline;

import io.stagegate.it.architecture.wrong.adapter.two.Two;
import java.sql.Connection;

/** A pipeline that knows SQL, and an adapter. */
public record KnowsSql(Connection connection, Two two) {}
