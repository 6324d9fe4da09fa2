package io.stagegate.gateway.cli;

import io.stagegate.core.evidence.Fact;
import io.stagegate.gateway.replay.Recorded;
import io.stagegate.rules.cases.Recordings;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What the gateway of {@code STAGEGATE_URL} has recorded that promotions were last decided on. */
record RecordedFacts(Map<String, String> environment) implements Recordings {
    private static final String NDJSON = "application/x-ndjson";

    @Override
    public Optional<List<Fact>> facts(String promotion, String target) {
        return last(promotion).flatMap(decision -> {
            var targets = decision.about().targets();
            var place = target.isEmpty() && targets.size() == 1 ? 0 : targets.indexOf(target);
            return place < 0 ? Optional.empty() : Optional.of(decision.facts().get(place));
        });
    }

    private Optional<Recorded> last(String promotion) {
        try (var lines = new BufferedReader(new InputStreamReader(
                Client.of(environment).stream("/v1/decisions", Map.of("promotion", promotion), NDJSON),
                StandardCharsets.UTF_8))) {
            return lines.lines().reduce((_, last) -> last).map(Recorded::parse);
        } catch (CliException | IOException e) {
            throw new UnreadableException(e);
        }
    }

    /** The gateway cannot be asked. */
    static final class UnreadableException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        UnreadableException(Exception cause) {
            super(cause.getMessage(), cause);
        }
    }
}
