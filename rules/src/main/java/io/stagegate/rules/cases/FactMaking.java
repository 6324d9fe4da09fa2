package io.stagegate.rules.cases;

import io.stagegate.core.evidence.Fact;
import io.stagegate.rules.Suggestion;
import io.stagegate.rules.YamlReading;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.RecordComponent;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.yaml.snakeyaml.nodes.Node;

/** Makes facts of what a case writes. */
final class FactMaking {
    /** When a case asks that does not say when: a Thursday, at noon in Greenwich. */
    static final Instant NOON = Instant.parse("2026-01-15T12:00:00Z");

    private static final Pattern AGO = Pattern.compile("(\\d{1,6})\\s*(s|m|h|d) ago");
    private static final Pattern SPAN = Pattern.compile("(\\d{1,6})(s|m|h|d)");
    private static final Set<String> UNKNOWN = Set.of("unknown", "never");

    private final YamlReading reading;
    private Instant asked = NOON;

    FactMaking(YamlReading reading) {
        this.reading = reading;
    }

    /** Those that can be made; what is wrong with the others are problems. */
    List<Fact> make(FactNodes nodes) {
        asked = nodes.facts().stream()
                .filter(f -> FactNode.ROOTS.contains(f.kind()))
                .flatMap(f -> Optional.ofNullable(f.written().get("at")).stream())
                .findFirst()
                .map(node -> instant(node, NOON))
                .orElse(NOON);
        return nodes.facts().stream().flatMap(node -> make(node).stream()).toList();
    }

    private Optional<Fact> make(FactNode node) {
        var before = reading.problems().size();
        var components = FactNode.components(node.kind());
        var values = new ArrayList<Object>();
        components.forEach(component -> values.add(value(node, component)));
        if (reading.problems().size() > before) {
            return Optional.empty();
        }
        try {
            var types = components.stream().map(RecordComponent::getType).toArray(Class<?>[]::new);
            return Optional.of(node.kind().getConstructor(types).newInstance(values.toArray()));
        } catch (InvocationTargetException e) {
            var why =
                    Optional.ofNullable(e.getCause()).map(Throwable::getMessage).orElse("it cannot be");
            reading.problem(node.where(), why, "");
            return Optional.empty();
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("facts are public records", e);
        }
    }

    private Object value(FactNode fact, RecordComponent component) {
        return Optional.ofNullable(fact.written().get(component.getName()))
                .map(node -> value(node, component.getType()))
                .orElseGet(() -> unwritten(fact, component));
    }

    private Object value(Node node, Class<?> type) {
        if (type == Set.class) {
            return Set.copyOf(new TreeSet<>(reading.texts(node)));
        }
        if (type == List.class) {
            return reading.items(node).stream()
                    .map(item -> number(item, double.class, reading.text(item)))
                    .toList();
        }
        if (type == Duration.class) {
            return duration(reading, node);
        }
        var text = reading.text(node);
        if (type == String.class) {
            return text;
        }
        if (type == Instant.class) {
            return instant(node, asked);
        }
        if (type == boolean.class) {
            return truth(node, text);
        }
        return type.isEnum() ? constant(node, type, text) : number(node, type, text);
    }

    private boolean truth(Node node, String text) {
        if (!Set.of("true", "false").contains(text)) {
            reading.problem(node, text + " is neither true nor false", "write true or false");
        }
        return text.equals("true");
    }

    private Object number(Node node, Class<?> type, String text) {
        try {
            if (type == int.class) {
                return Integer.valueOf(text);
            }
            if (type == long.class) {
                return Long.valueOf(text);
            }
            return switch (text) {
                case ".nan" -> Double.NaN;
                case ".inf" -> Double.POSITIVE_INFINITY;
                case "-.inf" -> Double.NEGATIVE_INFINITY;
                default -> Double.valueOf(text);
            };
        } catch (NumberFormatException e) {
            reading.problem(node, "\"" + text + "\" is no number", "write one, such as 0.91");
            return 0;
        }
    }

    private Object constant(Node node, Class<?> type, String text) {
        var constants =
                Arrays.stream(type.getEnumConstants()).map(c -> (Enum<?>) c).toList();
        var found = constants.stream()
                .filter(c -> word(c).equalsIgnoreCase(text.replace('_', '-')))
                .findFirst();
        if (found.isEmpty()) {
            var words = constants.stream().map(FactMaking::word).toList();
            reading.problem(node, "there is no \"" + text + "\" here", Suggestion.of(text, words));
        }
        return found.isPresent() ? found.get() : constants.getFirst();
    }

    private static String word(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** A time span, such as {@code 30m}. */
    static Duration duration(YamlReading reading, Node node) {
        var text = reading.text(node);
        var matcher = SPAN.matcher(text);
        if (!matcher.matches()) {
            reading.problem(node, "\"" + text + "\" is no time span", "write a number and s, m, h or d, such as 30m");
            return Duration.ZERO;
        }
        return time(Long.parseLong(matcher.group(1)), matcher.group(2));
    }

    private Instant instant(Node node, Instant now) {
        var text = reading.text(node);
        if (UNKNOWN.contains(text)) {
            return Instant.MAX;
        }
        var ago = AGO.matcher(text);
        if (ago.matches()) {
            return now.minus(time(Long.parseLong(ago.group(1)), ago.group(2)));
        }
        try {
            return Instant.parse(text);
        } catch (DateTimeParseException e) {
            reading.problem(
                    node,
                    "\"" + text + "\" is no time",
                    "write one such as 2026-01-15T12:00:00Z, or 30h ago, or unknown");
            return now;
        }
    }

    private static Duration time(long amount, String unit) {
        return switch (unit) {
            case "s" -> Duration.ofSeconds(amount);
            case "m" -> Duration.ofMinutes(amount);
            case "h" -> Duration.ofHours(amount);
            default -> Duration.ofDays(amount);
        };
    }

    /** What a component is that no case has to write; figures, constants and dates that matter have to be. */
    private Object unwritten(FactNode fact, RecordComponent component) {
        var usual = Usual.of(fact, component.getName());
        if (usual.isPresent()) {
            return usual.get();
        }
        var type = component.getType();
        if (type == String.class) {
            return "";
        }
        if (type == Set.class) {
            return Set.of();
        }
        if (type == boolean.class) {
            return false;
        }
        if (type == Instant.class) {
            return time(fact, component.getName());
        }
        reading.problem(
                fact.where(),
                fact.kind().getSimpleName() + " has no " + component.getName(),
                "write " + component.getName() + ":");
        return type.isEnum() ? type.getEnumConstants()[0] : 0;
    }

    private Instant time(FactNode fact, String name) {
        if (FactNode.ROOTS.contains(fact.kind())) {
            return asked;
        }
        return name.equals("since") || name.equals("until") ? Instant.MAX : Instant.EPOCH;
    }
}
