package io.stagegate.gateway.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.stagegate.config.Secret;
import io.stagegate.config.Source.Alertmanager;
import io.stagegate.config.Source.Labels;
import io.stagegate.gateway.signal.Pushed;
import io.stagegate.gateway.signal.Told;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What Alertmanager 0.25 posts. */
class AlertBodyTest {
    private static final Instant NOW = Instant.parse("2026-01-31T09:00:00Z");
    private static final Labels LABELS =
            new Labels("model", Optional.of("env"), Optional.of("version"), Optional.empty());
    private static final String ALERT = """
            {"status":"firing","labels":{"alertname":"ErrorsHigh","env":"production","model":"fraud","severity":"critical"},
            "annotations":{"summary":"errors are high"},"startsAt":"2026-01-31T08:30:00.123Z","endsAt":"0001-01-01T00:00:00Z",
            "generatorURL":"http://prometheus/graph","fingerprint":"9a3f5d0c1b2e4f60"}""";

    private static AlertBody.Alerts read(Labels labels, String... alerts) throws ProblemException {
        return sent(labels, """
                {"receiver":"stagegate","status":"firing","alerts":[%s],"groupLabels":{},"commonLabels":{},"commonAnnotations":{},
                "externalURL":"http://alertmanager","version":"4","groupKey":"{}:{}","truncatedAlerts":0}""".formatted(String.join(",", alerts)));
    }

    private static AlertBody.Alerts sent(Labels labels, String body) throws ProblemException {
        var source = new Alertmanager("alerts", new Secret("t-1"), "registry", labels, Duration.ofHours(12), 100);
        return AlertBody.read(source, Set.of("production"), NOW, body.getBytes(StandardCharsets.UTF_8));
    }

    private static Problem problem(String body) {
        return catchThrowableOfType(ProblemException.class, () -> sent(LABELS, body))
                .problem();
    }

    @Test
    void an_alert_is_mapped_by_its_labels() throws ProblemException {
        assertThat(read(LABELS, ALERT).mapped())
                .containsExactly(new Told(
                        "alerts",
                        "9a3f5d0c1b2e4f60",
                        new Pushed.Subject("registry", "", "fraud", "production", ""),
                        "ErrorsHigh",
                        "critical",
                        "errors are high",
                        Instant.parse("2026-01-31T08:30:00.123Z"),
                        Optional.empty(),
                        true));
        var resolved = read(
                        new Labels("model", Optional.empty(), Optional.empty(), Optional.of("env")),
                        ALERT.replace("firing", "resolved").replace("0001-01-01T00", "2026-01-31T08"))
                .mapped()
                .getFirst();
        assertThat(resolved.firing()).isFalse();
        assertThat(resolved.endsAt()).contains(Instant.parse("2026-01-31T08:00:00Z"));
        assertThat(resolved.subject()).isEqualTo(new Pushed.Subject("registry", "production", "fraud", "", ""));
    }

    @Test
    void what_its_labels_do_not_map_is_counted() throws ProblemException {
        var alerts = read(
                LABELS,
                ALERT,
                ALERT.replace("\"model\"", "\"service\""),
                ALERT.replace("production", "prod"),
                ALERT.replace("\"env\":\"production\",", ""),
                ALERT.replace("\"fraud\"", "\"\""),
                ALERT.replace("\"fraud\"", "\"fr\\u0000aud\""));

        assertThat(alerts.mapped()).hasSize(1);
        assertThat(alerts.unmapped()).isEqualTo(5);
    }

    @Test
    void what_is_too_long_or_cannot_be_stored_is_cut() throws ProblemException {
        var long_ = read(LABELS, ALERT.replace("errors are high", "\\u0000" + "\ud83d\ude00".repeat(2_000)))
                .mapped()
                .getFirst();

        assertThat(long_.summary()).hasSize(1_999).startsWith(" \ud83d\ude00").endsWith("\ud83d\ude00");
        var later = read(LABELS, ALERT.replace("2026-01-31T08", "2036-01-31T08"))
                .mapped()
                .getFirst();
        assertThat(later.startsAt()).isEqualTo(NOW);
    }

    @Test
    void what_Alertmanager_would_not_post_is_refused() {
        assertThat(problem("[]").type()).isEqualTo(ProblemType.INVALID);
        assertThat(problem("{\"version\":\"3\",\"alerts\":[]}").type()).isEqualTo(ProblemType.INVALID);
        assertThat(problem("{\"version\":\"4\"}").type()).isEqualTo(ProblemType.INVALID);
        assertThat(problem("{\"version\":\"4\",\"alerts\":[{}]}").flaws())
                .extracting(Problem.Flaw::name)
                .containsExactly("#/alerts/0");
        assertThat(problem("{").type()).isEqualTo(ProblemType.MALFORMED);
    }
}
