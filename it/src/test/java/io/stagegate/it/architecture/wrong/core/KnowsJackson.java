package io.stagegate.it.architecture.wrong.core;

import com.fasterxml.jackson.databind.JsonNode;

/** Core that knows a library. */
public record KnowsJackson(JsonNode value) {}
