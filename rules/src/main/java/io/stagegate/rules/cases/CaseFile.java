package io.stagegate.rules.cases;

import io.stagegate.core.evidence.Fact;
import io.stagegate.core.evidence.Watch;
import io.stagegate.rules.Diagnostic;
import io.stagegate.rules.Mistake;
import io.stagegate.rules.PolicySource;
import io.stagegate.rules.Suggestion;
import io.stagegate.rules.YamlReading;
import io.stagegate.rules.YamlReading.Entry;
import io.stagegate.rules.cases.Case.Given;
import io.stagegate.rules.cases.Case.Span;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.yaml.snakeyaml.DumperOptions.FlowStyle;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;

/** Reads one {@code .test.yaml}. */
final class CaseFile {
    private static final List<String> KEYS = List.of("facts", "given", "cases");
    private static final List<String> CASE_KEYS =
            List.of("name", "given", "without", "recorded", "readings", "every", "expect");
    private static final List<String> EXPECT_KEYS =
            List.of("decision", "fired", "notFired", "message", "requirement", "risk");
    private static final Set<String> DECISIONS =
            Set.of("permit", "hold", "deny", "indeterminate", "leave", "tell", "ask", "restore");

    private final PolicySource source;
    private final String file;
    private final Set<String> ids;
    private final YamlReading reading;
    private final List<Case> cases = new ArrayList<>();
    private final Set<String> names = new HashSet<>();

    private CaseFile(PolicySource source, String file, Set<String> ids) {
        this.source = source;
        this.file = file;
        this.ids = ids;
        this.reading = new YamlReading(Mistake.CASE, file);
    }

    /** Its cases, and what is wrong with it. */
    record Read(List<Case> cases, List<Diagnostic> problems) {}

    /** @param ids those of the set's rules */
    static Read read(PolicySource source, String file, Set<String> ids) {
        var read = new CaseFile(source, file, ids);
        read.reading.root(source.files().getOrDefault(file, "")).ifPresent(read::file);
        return new Read(List.copyOf(read.cases), List.copyOf(read.reading.problems()));
    }

    private void file(Node root) {
        var keys = reading.mapping(root, "the file", KEYS);
        var shared = Optional.ofNullable(keys.get("facts")).map(this::shared).orElse(FactNodes.NONE);
        var given = Optional.ofNullable(keys.get("given"))
                .map(entry -> shared.with(FactNodes.read(reading, entry.value(), "given"), reading))
                .orElse(shared);
        Optional.ofNullable(keys.get("cases"))
                .ifPresentOrElse(
                        entry -> reading.items(entry.value()).forEach(item -> one(item, given)),
                        () -> reading.problem(root, "there are no cases", "write cases: and a list of them"));
    }

    /** Facts that several files have in common, from a file of the set. */
    private FactNodes shared(Entry entry) {
        var name = reading.text(entry.value());
        var text = Optional.ofNullable(source.files().get(name)).filter(_ -> name.endsWith(PolicySource.FACTS));
        if (text.isEmpty()) {
            reading.problem(
                    entry.value(),
                    "there is no file " + name + " with facts",
                    "write its path from the set's root; its name ends in " + PolicySource.FACTS);
            return FactNodes.NONE;
        }
        var other = new YamlReading(Mistake.CASE, name);
        var facts = other.root(text.get()).map(root -> FactNodes.read(other, root, "the file"));
        other.problems().forEach(p -> reading.problem(entry.value(), name + ":" + p.line() + ": " + p.what(), p.how()));
        return facts.orElse(FactNodes.NONE);
    }

    private void one(Node node, FactNodes given) {
        var keys = reading.mapping(node, "a case", CASE_KEYS);
        var name = Optional.ofNullable(keys.get("name"))
                .map(e -> reading.text(e.value()))
                .orElse("");
        if (name.isBlank()) {
            reading.problem(node, "a case has no name", "write name: and what it shows");
        } else if (!names.add(name)) {
            reading.problem(node, "the name \"" + name + "\" is taken by another case of this file", "choose another");
        }
        var about = about(keys, given);
        var expect = Optional.ofNullable(keys.get("expect"));
        if (expect.isEmpty()) {
            reading.problem(node, "a case expects nothing", "write expect: { decision: permit }");
        }
        cases.add(new Case(
                file,
                YamlReading.line(node),
                name,
                about,
                expect.map(this::expectation).orElse(Expectation.NOTHING),
                expect.map(CaseFile::span)));
    }

    private Given about(Map<String, Entry> keys, FactNodes given) {
        var recorded = Optional.ofNullable(keys.get("recorded"));
        if (recorded.isPresent()) {
            for (var key : List.of("given", "without", "readings", "every")) {
                Optional.ofNullable(keys.get(key))
                        .ifPresent(e -> reading.problem(
                                e.key(), "a recorded case has " + key + " beside it", "take one of them out"));
            }
            return recorded(recorded.get().value());
        }
        var own = section(keys, "given");
        var without = section(keys, "without");
        var facts = new FactMaking(reading).make(given.without(without, reading).with(own, reading));
        return Optional.ofNullable(keys.get("readings"))
                .<Given>map(entry -> looks(entry, Optional.ofNullable(keys.get("every")), facts))
                .orElseGet(() -> new Given.Written(facts));
    }

    private Given looks(Entry entry, Optional<Entry> every, List<Fact> facts) {
        var readings = ReadingNodes.read(reading, entry.value(), every);
        var watch = facts.stream()
                .filter(Watch.class::isInstance)
                .map(Watch.class::cast)
                .findFirst();
        if (watch.isEmpty()) {
            reading.problem(entry.key(), "there are readings and no watch", "write Watch: { } under given");
        }
        var others = facts.stream().filter(f -> !(f instanceof Watch)).toList();
        return new Given.Looks(watch.map(first -> readings.looks(first, others)).orElse(List.of()));
    }

    private FactNodes section(Map<String, Entry> keys, String name) {
        return Optional.ofNullable(keys.get(name))
                .map(entry -> FactNodes.read(reading, entry.value(), name))
                .orElse(FactNodes.NONE);
    }

    private Given recorded(Node node) {
        if (!(node instanceof MappingNode)) {
            return new Given.Recorded(reading.text(node), "");
        }
        var keys = reading.mapping(node, "recorded", List.of("promotion", "target"));
        return new Given.Recorded(
                text(keys, "promotion").orElse(""), text(keys, "target").orElse(""));
    }

    private Optional<String> text(Map<String, Entry> keys, String name) {
        return Optional.ofNullable(keys.get(name)).map(e -> reading.text(e.value()));
    }

    private Expectation expectation(Entry entry) {
        var keys = reading.mapping(entry.value(), "expect", EXPECT_KEYS);
        var decisions = texts(keys, "decision");
        decisions.stream()
                .filter(word -> !DECISIONS.contains(word))
                .forEach(
                        word -> reading.problem(
                                entry.value(),
                                "\"" + word + "\" is no decision",
                                "write permit, hold, deny or indeterminate; of a watch or a drift leave, tell, ask, restore or indeterminate"));
        return new Expectation(
                decisions,
                ids(keys, "fired"),
                ids(keys, "notFired"),
                texts(keys, "message"),
                text(keys, "requirement"),
                Optional.ofNullable(keys.get("risk")).map(e -> risk(e.value())).orElse(OptionalInt.empty()));
    }

    private List<String> texts(Map<String, Entry> keys, String name) {
        return Optional.ofNullable(keys.get(name))
                .map(e -> reading.texts(e.value()))
                .orElse(List.of());
    }

    private OptionalInt risk(Node node) {
        var text = reading.text(node);
        if (!text.matches("\\d{1,6}")) {
            reading.problem(node, "\"" + text + "\" is no risk", "write a whole number, such as 30");
            return OptionalInt.empty();
        }
        return OptionalInt.of(Integer.parseInt(text));
    }

    private List<String> ids(Map<String, Entry> keys, String name) {
        var nodes = Optional.ofNullable(keys.get(name))
                .map(e -> reading.items(e.value()))
                .orElse(List.of());
        nodes.stream()
                .filter(node -> !ids.contains(YamlReading.scalar(node)))
                .forEach(node -> reading.problem(
                        node,
                        "there is no rule " + YamlReading.scalar(node),
                        Suggestion.of(YamlReading.scalar(node), ids)));
        return nodes.stream().map(YamlReading::scalar).toList();
    }

    private static Span span(Entry entry) {
        var value = entry.value();
        var keys = value instanceof MappingNode mapping
                ? mapping.getValue().stream()
                        .map(t -> YamlReading.scalar(t.getKeyNode()))
                        .toList()
                : List.<String>of();
        var flow = !(value instanceof MappingNode mapping) || mapping.getFlowStyle() == FlowStyle.FLOW;
        return new Span(
                entry.key().getEndMark().getIndex(),
                value.getEndMark().getIndex(),
                entry.key().getStartMark().getColumn(),
                flow,
                keys);
    }
}
