package io.stagegate.gateway.json;

import static org.assertj.core.api.Assertions.assertThat;

import io.stagegate.core.Action;
import io.stagegate.core.evidence.Deployment;
import io.stagegate.core.evidence.Drift;
import io.stagegate.core.evidence.Fact;
import io.stagegate.core.evidence.Metric;
import io.stagegate.core.evidence.ModelVersion;
import io.stagegate.core.evidence.Param;
import io.stagegate.core.evidence.Promotion;
import io.stagegate.core.evidence.Requester;
import io.stagegate.core.evidence.Restore;
import io.stagegate.core.evidence.Risk;
import io.stagegate.core.evidence.Rollback;
import io.stagegate.core.evidence.Tag;
import io.stagegate.core.evidence.Unavailable;
import io.stagegate.core.evidence.Version;
import io.stagegate.core.evidence.Waiver;
import io.stagegate.core.evidence.Watch;
import java.lang.reflect.RecordComponent;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Facts are read as they were written, and their text says nothing of when they were asked for. */
class FactJsonTest {
    private static final Instant AT = Instant.parse("2026-11-24T10:00:00.123456Z");
    private static final List<String> TEXTS =
            List.of("", "fraud", "\"\\\n\t\u0001\u007f\u2028", "größe 模型 \uD83D\uDE80", "null", "candidate", " ");
    private static final double[] NUMBERS = {
        0,
        -0.0,
        1,
        0.1,
        -1e-300,
        Double.MIN_VALUE,
        Double.MAX_VALUE,
        Double.NaN,
        Double.POSITIVE_INFINITY,
        Double.NEGATIVE_INFINITY,
        0.30000000000000004,
        123456789012345680.0
    };
    private static final Instant[] TIMES = {
        Instant.EPOCH,
        Instant.MAX,
        Instant.MIN,
        AT,
        Instant.parse("1969-12-31T23:59:59.999Z"),
        Instant.parse("9999-12-31T23:59:59Z"),
        Instant.ofEpochSecond(1, 1)
    };

    static Stream<Class<?>> kinds() {
        return Arrays.stream(Fact.class.getPermittedSubclasses());
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void a_fact_is_read_as_it_was_written(Class<?> kind) throws Exception {
        var random = new Random(kind.getSimpleName().hashCode());
        for (var n = 0; n < 500; n++) {
            var fact = any(kind, random);

            var text = FactJson.write(fact).toJson();

            var read = FactJson.read(StrictJson.stored(text), AT);
            assertThat(read).as(text).isEqualTo(fact);
            assertThat(FactJson.write(read).toJson()).isEqualTo(text);
        }
    }

    /** A record of random components; the time that something was asked for is always the same. */
    private static Fact any(Class<?> kind, Random random) throws ReflectiveOperationException {
        var components = kind.getRecordComponents();
        var types = Arrays.stream(components).map(RecordComponent::getType).toArray(Class<?>[]::new);
        var asked = kind == Promotion.class || kind == Restore.class || kind == Watch.class || kind == Drift.class;
        var values = Arrays.stream(components)
                .map(c -> asked && c.getName().equals("at") ? AT : value(c, random))
                .toArray();
        return (Fact) kind.getDeclaredConstructor(types).newInstance(values);
    }

    private static Object value(RecordComponent component, Random random) {
        var type = component.getType();
        if (type.isEnum()) {
            return type.getEnumConstants()[random.nextInt(type.getEnumConstants().length)];
        }
        return switch (type.getSimpleName()) {
            case "String" -> TEXTS.get(random.nextInt(TEXTS.size()));
            case "boolean" -> random.nextBoolean();
            case "int" -> random.nextInt();
            case "long" -> random.nextLong();
            case "double" -> number(random);
            case "List" ->
                Stream.generate(() -> number(random)).limit(random.nextInt(4)).toList();
            case "Duration" -> Duration.ofSeconds(random.nextInt(), random.nextInt(1_000_000_000));
            case "Instant" -> TIMES[random.nextInt(TIMES.length)];
            case "Set" ->
                TEXTS.stream().filter(_ -> random.nextBoolean()).collect(Collectors.toCollection(HashSet::new));
            case String other -> throw new AssertionError("a component of a new type: " + other);
        };
    }

    private static double number(Random random) {
        return random.nextBoolean()
                ? NUMBERS[random.nextInt(NUMBERS.length)]
                : Double.longBitsToDouble(random.nextLong());
    }

    /** What was recorded before facts had times. */
    @ParameterizedTest
    @ValueSource(strings = {"Metric", "Deployment"})
    void what_was_recorded_without_times_is_of_no_known_time(String kind) {
        var old = kind.equals("Metric")
                ? "{\"fact\":\"Metric\",\"of\":\"candidate\",\"name\":\"f1\",\"value\":\"NaN\",\"dataset\":\"\"}"
                : "{\"fact\":\"Deployment\",\"of\":\"baseline\",\"environment\":\"e\",\"target\":\"t\",\"current\":true}";

        assertThat(FactJson.read(StrictJson.stored(old), AT))
                .isEqualTo(
                        kind.equals("Metric")
                                ? new Metric(Version.CANDIDATE, "f1", Double.NaN, "", Instant.EPOCH)
                                : Deployment.undated(Version.BASELINE, "e", "t", true));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 60, 86_400})
    void asked_again_later_facts_are_the_same(int seconds) {
        assertThat(written(AT.plusSeconds(seconds))).isEqualTo(written(AT));
    }

    private static String written(Instant asked) {
        var facts = new ArrayList<Fact>(List.of(
                new Promotion(Action.PROMOTE, "o", "u", "", "m", "t", "e", asked),
                new Restore("u", "", "m", "t", "e", "s", false, asked),
                new ModelVersion(Version.CANDIDATE, "m", "1", "", Set.of("b", "a"), "", "", AT),
                new Metric(Version.CANDIDATE, "f1", 1, "", AT),
                new Param(Version.CANDIDATE, "a", "b"),
                new Tag(Version.CANDIDATE, Tag.On.RUN, "a", "b"),
                new Deployment(Version.CANDIDATE, "e", "t", true, AT, Instant.MAX),
                new Rollback("1", "e", "t", AT),
                new Waiver("R-1", "t", "ann", "why", AT),
                new Requester("ann", Set.of(), true),
                new Unavailable("Metric", Version.BASELINE, "why"),
                new Risk(3)));
        return facts.stream().map(f -> FactJson.write(f).toJson()).collect(Collectors.joining("\n"));
    }
}
