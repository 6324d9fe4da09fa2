package io.stagegate.gateway.cli;

import io.stagegate.core.evidence.Fact;
import io.stagegate.rules.cases.Recordings;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Decisions that the gateway of {@code STAGEGATE_URL} has recorded. */
record Recorded(Map<String, String> environment) implements Recordings {
    @Override
    public Optional<List<Fact>> facts(String promotion, String target) {
        return Optional.empty();
    }
}
