package io.stagegate.gateway.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.stagegate.config.Secret;
import io.stagegate.config.Source.Push;
import io.stagegate.gateway.signal.Pushed;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PushedBodyTest {
    private static final Instant NOW = Instant.parse("2026-01-31T09:00:00Z");
    private static final String READING =
            "{'upstream':'registry','model':'fraud','environment':'production','version':'7','name':'auc','value':0.71,"
                    + "'samples':500,'unit':'ratio','observedAt':'2026-01-31T08:30:00Z'}";
    private static final Pushed READ = new Pushed(
            "labels",
            new Pushed.Subject("registry", "", "fraud", "production", "7"),
            "auc",
            0.71,
            500,
            "ratio",
            Instant.parse("2026-01-31T08:30:00Z"));

    private static Push source(List<String> models, Set<String> upstreams, Set<String> environments) {
        return new Push(
                "labels",
                Optional.of(new Secret("t-1")),
                List.of(),
                models,
                upstreams,
                environments,
                Duration.ofDays(30),
                100);
    }

    private static List<Pushed> read(Push source, Map<String, String> headers, String body) throws ProblemException {
        return PushedBody.read(
                source,
                Map.of("registry", Set.of("production", "staging"), "other", Set.of("production")),
                NOW,
                name -> Optional.ofNullable(headers.get(name)),
                body.replace('\'', '"').getBytes(StandardCharsets.UTF_8));
    }

    private static List<Pushed> read(Map<String, String> headers, String body) throws ProblemException {
        return read(source(List.of("fraud*"), Set.of(), Set.of()), headers, body);
    }

    private static Problem problem(Push source, String type, String body) {
        return catchThrowableOfType(ProblemException.class, () -> read(source, Map.of("content-type", type), body))
                .problem();
    }

    private static Problem problem(String body) {
        return problem(source(List.of("fraud*"), Set.of(), Set.of()), "application/json", body);
    }

    @Test
    void one_or_an_array() throws ProblemException {
        assertThat(read(Map.of(), READING)).containsExactly(READ);
        assertThat(read(Map.of(), "[" + READING + "," + READING + "]")).containsExactly(READ, READ);
        assertThat(read(Map.of(), READING.replace("0.71", "'NaN'")).getFirst().value())
                .isNaN();
        assertThat(read(Map.of(), READING.replace("'samples':500,'unit':'ratio',", ""))
                        .getFirst()
                        .samples())
                .isNegative();
        assertThat(read(Map.of(), READING.replace("500", "5e2"))).containsExactly(READ);
        assertThat(read(Map.of(), READING.replace("'version':'7',", "'version':null,"))
                        .getFirst()
                        .subject()
                        .version())
                .isEmpty();
    }

    @Test
    void events_of_CloudEvents_in_each_mode() throws ProblemException {
        var event =
                "{'specversion':'1.0','id':'1','source':'/labels','type':'signal','time':'2026-01-31T08:30:00Z','data':"
                        + READING.replace(",'observedAt':'2026-01-31T08:30:00Z'", "") + "}";

        assertThat(read(Map.of("content-type", "application/cloudevents+json; charset=utf-8"), event))
                .containsExactly(READ);
        assertThat(read(Map.of("content-type", "application/cloudevents-batch+json"), "[" + event + "," + event + "]"))
                .hasSize(2);
        var binary =
                Map.of("content-type", "application/json", "ce-specversion", "1.0", "ce-time", "2026-01-31T08:30:00Z");
        assertThat(read(binary, READING.replace(",'observedAt':'2026-01-31T08:30:00Z'", "")))
                .containsExactly(READ);
        var labels = source(List.of("fraud*"), Set.of(), Set.of());
        for (var part : List.of("'specversion':'1.0',", "'id':'1',", "'source':'/labels',", "'type':'signal',")) {
            assertThat(problem(labels, "application/cloudevents+json", event.replace(part, ""))
                            .type())
                    .isEqualTo(ProblemType.INVALID);
        }
        var encoded = "{'specversion':'1.0','id':'1','source':'/labels','type':'signal','data_base64':'e30='}";
        assertThat(problem(labels, "application/cloudevents+json", encoded).detail())
                .contains("not in Base64");
        assertThat(problem(labels, "application/cloudevents-batch+json", event).detail())
                .contains("is an array");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "0.71 | '0.71' | #/value",
                "0.71 | null | #/value",
                "0.71 | 'Infinity' | #/value",
                "0.71 | true | #/value",
                "500 | -1 | #/samples",
                "500 | 1.5 | #/samples",
                "500 | 1e300 | #/samples",
                "500 | 1e-300 | #/samples",
                "500 | '5' | #/samples",
                "'auc' | 'a/c' | #/name",
                "'auc' | '' | #/name",
                "'fraud' | 'fr\\u0000aud' | #/model",
                "'fraud' | 7 | #/model",
                "'ratio' | 'ratio of a name that goes on and on' | #/unit",
                "T08:30:00Z | T09:06:00Z | #/observedAt",
                "2026-01-31T08:30:00Z | 2025-12-31T08:30:00Z | #/observedAt",
                "2026-01-31T08:30:00Z | yesterday | #/observedAt",
                "'samples' | 'sample' | #/sample",
                "'registry' | 'nowhere' | #/upstream",
                "'production' | 'prod' | #/environment",
            })
    void what_does_not_fit_is_named(String right, String wrong, String pointer) {
        var problem = problem(READING.replace(right, wrong));

        assertThat(problem.type()).isEqualTo(ProblemType.INVALID);
        assertThat(problem.flaws()).extracting(Problem.Flaw::name).containsExactly(pointer);
        assertThat(problem("[" + READING + "," + READING.replace(right, wrong) + "]")
                        .flaws())
                .extracting(Problem.Flaw::name)
                .containsExactly(pointer.replace("#", "#/1"));
    }

    @Test
    void every_part_that_is_missing_is_named_and_nothing_of_another_sort_is_taken() {
        assertThat(problem("{}").flaws())
                .extracting(Problem.Flaw::name)
                .containsExactly("#/upstream", "#/model", "#/environment", "#/name", "#/value", "#/observedAt");
        assertThat(problem("[1]").type()).isEqualTo(ProblemType.INVALID);
        assertThat(problem("[]").type()).isEqualTo(ProblemType.MALFORMED);
        assertThat(problem("").type()).isEqualTo(ProblemType.MALFORMED);
        assertThat(problem(READING.replace("0.71", "NaN")).type()).isEqualTo(ProblemType.MALFORMED);
        assertThat(problem(READING.replace("0.71", "1e999")).type()).isEqualTo(ProblemType.MALFORMED);
        assertThat(problem("{'value':1,'value':2}").type()).isEqualTo(ProblemType.MALFORMED);
        var many = "[" + String.join(",", Collections.nCopies(1_001, READING)) + "]";
        assertThat(problem(many).detail()).contains("between 1 and 1000");
    }

    @Test
    void a_source_names_nothing_that_it_is_not_mapped_to() {
        var models = source(List.of("fraud", "churn-*"), Set.of(), Set.of());
        assertThat(problem(models, "", READING.replace("fraud", "fraud2")).type())
                .isEqualTo(ProblemType.OUT_OF_SCOPE);
        assertThat(problem(models, "", READING.replace("'fraud'", "'Fraud'")).flaws())
                .extracting(Problem.Flaw::detail)
                .containsExactly("labels may not speak of the model Fraud");
        var upstreams = source(List.of("*"), Set.of("registry"), Set.of());
        assertThat(problem(upstreams, "", READING.replace("registry", "other")).type())
                .isEqualTo(ProblemType.OUT_OF_SCOPE);
        // Nor does it learn what there is beside.
        assertThat(problem(upstreams, "", READING.replace("registry", "nowhere"))
                        .type())
                .isEqualTo(ProblemType.OUT_OF_SCOPE);
        var environments = source(List.of("*"), Set.of(), Set.of("staging"));
        assertThat(problem(environments, "", READING).flaws())
                .extracting(Problem.Flaw::name)
                .containsExactly("#/environment");
        assertThat(problem(models, "", "[" + READING + "," + READING.replace("fraud", "x") + "]")
                        .flaws())
                .extracting(Problem.Flaw::name)
                .containsExactly("#/1/model");
    }
}
