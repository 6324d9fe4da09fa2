package io.stagegate.rules.drools;

import io.stagegate.core.evidence.Fact;
import java.lang.reflect.RecordComponent;
import java.time.Instant;
import java.util.Arrays;
import java.util.Collection;
import java.util.Locale;
import java.util.stream.Collectors;

/** Facts as people read them. */
final class FactText {
    private FactText() {}

    /** A fact with all of its components that say something: {@code Metric of candidate, name "accuracy", value 0.8}. */
    static String of(Fact fact) {
        return fact.getClass().getSimpleName()
                + Arrays.stream(fact.getClass().getRecordComponents())
                        .filter(c -> !value(component(fact, c)).equals("\"\""))
                        .map(c -> c.getName() + " " + value(component(fact, c)))
                        .collect(Collectors.joining(", ", " ", ""));
    }

    /** A value of a component. */
    static String value(Object value) {
        return switch (value) {
            case Instant time when time.equals(Instant.MAX) || time.equals(Instant.EPOCH) -> "not known";
            case String text -> '"' + text + '"';
            case Enum<?> constant -> constant.name().toLowerCase(Locale.ROOT);
            case Collection<?> many ->
                many.stream().map(FactText::value).sorted().collect(Collectors.joining(", ", "[", "]"));
            default -> String.valueOf(value);
        };
    }

    static Object component(Fact fact, RecordComponent component) {
        try {
            return component.getAccessor().invoke(fact);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("the components of facts are public", e);
        }
    }
}
