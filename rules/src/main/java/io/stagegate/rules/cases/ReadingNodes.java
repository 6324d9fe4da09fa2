package io.stagegate.rules.cases;

import io.stagegate.core.evidence.Fact;
import io.stagegate.core.evidence.Signal;
import io.stagegate.core.evidence.Watch;
import io.stagegate.core.watch.Reading;
import io.stagegate.core.watch.Reading.State;
import io.stagegate.core.watch.WatchPlan;
import io.stagegate.rules.Suggestion;
import io.stagegate.rules.YamlReading;
import io.stagegate.rules.YamlReading.Entry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;

/**
 * Readings of signals over time, as a case writes them: what is seen look after look.
 *
 * @param signals by name
 * @param every the time from one look to the next
 */
record ReadingNodes(Map<String, Course> signals, Duration every) {
    private static final List<String> KEYS = List.of("values", "before", "samples", "source", "unit");

    /**
     * The readings of one signal.
     *
     * @param values one for each look
     */
    record Course(List<Value> values, double before, long samples, String source, String unit) {}

    /** A reading: a number, or why there is none. */
    record Value(State state, double number) {}

    /** Reads {@code readings:}; each signal has as many as the others. */
    static ReadingNodes read(YamlReading reading, Node node, Optional<Entry> every) {
        var signals = new LinkedHashMap<String, Course>();
        if (node instanceof MappingNode mapping) {
            mapping.getValue()
                    .forEach(tuple ->
                            signals.put(YamlReading.scalar(tuple.getKeyNode()), course(reading, tuple.getValueNode())));
        }
        if (signals.isEmpty()) {
            reading.problem(node, "there are no readings", "write signals and their values: error-rate: [0.01, 0.09]");
        }
        var lengths = signals.values().stream().map(c -> c.values().size()).distinct();
        if (lengths.count() > 1) {
            reading.problem(
                    node, "one signal has more readings than another", "write one of each signal for each look");
        }
        var time =
                every.map(entry -> FactMaking.duration(reading, entry.value())).orElse(WatchPlan.EVERY);
        return new ReadingNodes(signals, time);
    }

    private static Course course(YamlReading reading, Node node) {
        if (!(node instanceof MappingNode)) {
            return new Course(values(reading, node), Double.NaN, Reading.UNCOUNTED, "", "");
        }
        var keys = reading.mapping(node, "a signal's readings", KEYS);
        return new Course(
                Optional.ofNullable(keys.get("values"))
                        .map(e -> values(reading, e.value()))
                        .orElse(List.of()),
                Optional.ofNullable(keys.get("before"))
                        .map(e -> number(reading, e.value()))
                        .orElse(Double.NaN),
                Optional.ofNullable(keys.get("samples"))
                        .map(e -> (long) number(reading, e.value()))
                        .orElse(Reading.UNCOUNTED),
                text(reading, keys, "source"),
                text(reading, keys, "unit"));
    }

    private static String text(YamlReading reading, Map<String, Entry> keys, String name) {
        return Optional.ofNullable(keys.get(name))
                .map(e -> reading.text(e.value()))
                .orElse("");
    }

    private static List<Value> values(YamlReading reading, Node node) {
        return reading.items(node).stream().map(item -> value(reading, item)).toList();
    }

    private static Value value(YamlReading reading, Node node) {
        var text = reading.text(node);
        var state = Arrays.stream(State.values())
                .filter(s -> s != State.READ && word(s).equals(text))
                .findFirst();
        return state.map(s -> new Value(s, Double.NaN)).orElseGet(() -> new Value(State.READ, number(reading, node)));
    }

    private static double number(YamlReading reading, Node node) {
        var text = reading.text(node);
        try {
            return Double.parseDouble(text);
        } catch (NumberFormatException e) {
            var words = Arrays.stream(State.values())
                    .filter(s -> s != State.READ)
                    .map(ReadingNodes::word)
                    .toList();
            reading.problem(
                    node,
                    "\"" + text + "\" is no reading",
                    "write a number such as 0.03; " + Suggestion.of(text, words));
            return 0;
        }
    }

    private static String word(State state) {
        return state.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /**
     * What is seen, look after look.
     *
     * @param first the first look
     * @param others what else is seen each time
     */
    List<List<Fact>> looks(Watch first, List<Fact> others) {
        var looks =
                signals.values().stream().mapToInt(c -> c.values().size()).max().orElse(0);
        return IntStream.range(0, looks)
                .mapToObj(i -> Stream.of(Stream.of(look(first, i)), others.stream(), seen(i))
                        .<Fact>flatMap(facts -> facts)
                        .toList())
                .toList();
    }

    private Watch look(Watch first, int number) {
        var later = every.multipliedBy(number);
        return new Watch(
                first.upstream(),
                first.workspace(),
                first.model(),
                first.target(),
                first.environment(),
                first.version(),
                first.previous(),
                first.elapsed().plus(later),
                first.look() + number,
                first.gap() && number == 0,
                first.settled(),
                first.patience(),
                first.files(),
                first.at().plus(later));
    }

    private Stream<Fact> seen(int look) {
        return signals.entrySet().stream()
                .filter(entry -> look < entry.getValue().values().size())
                .map(entry -> signal(entry.getKey(), entry.getValue(), look));
    }

    private static Signal signal(String name, Course course, int look) {
        var now = course.values().get(look);
        var recent = new ArrayList<Double>();
        var missing = 0;
        for (var i = look; i >= 0; i--) {
            recent.add(course.values().get(i).number());
            missing += missing == look - i && course.values().get(i).state() != State.READ ? 1 : 0;
        }
        return new Signal(
                name,
                now.state(),
                now.number(),
                course.before(),
                now.state() == State.READ ? course.samples() : Reading.UNCOUNTED,
                Duration.ZERO,
                course.unit(),
                course.source(),
                missing,
                recent);
    }
}
