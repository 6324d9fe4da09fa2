package io.stagegate.rules.drools;

import io.stagegate.core.evidence.Fact;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.kie.api.KieBase;

/**
 * The rules of a set by the decisions that they can have a part in. What a decision costs grows with the rules that are
 * asked, and most rules of a large set are about another environment, action or model: these are told apart by the constants
 * that conditions compare components of the root fact with, and left out. A rule that is left out could not have spoken.
 */
final class Partitions {
    /** So many networks are kept. Where a set makes for more, all are forgotten and built again as they are asked for. */
    private static final int MOST = 256;

    /** What stands for all values that no rule names. */
    private static final String OTHER = "\u0000";

    private final List<ParsedRule> rules;
    private final Function<Set<ParsedRule>, KieBase> build;
    private final Map<String, Set<String>> named;
    private final Map<List<String>, Partition> byRoots = new ConcurrentHashMap<>();
    private final Map<BitSet, Partition> byMembers = new ConcurrentHashMap<>();

    /** @param build makes a network of some rules */
    Partitions(Collection<ParsedRule> rules, Function<Set<ParsedRule>, KieBase> build) {
        this.rules = rules.stream()
                .sorted(Comparator.comparing((ParsedRule rule) -> rule.ref().file())
                        .thenComparingInt(rule -> rule.ref().line()))
                .toList();
        this.build = build;
        this.named = named(this.rules);
    }

    /** The constants that rules name, by component. */
    private static Map<String, Set<String>> named(List<ParsedRule> rules) {
        var out = new TreeMap<String, Set<String>>();
        rules.stream()
                .flatMap(rule -> rule.relevance().asked().stream())
                .forEach(asked -> asked.values()
                        .forEach((component, values) -> out.computeIfAbsent(component, _ -> new HashSet<>())
                                .addAll(values)));
        return out;
    }

    /** The rules that can have a part in a decision over some facts. */
    Partition of(List<Fact> facts) {
        var key = key(facts);
        var known = byRoots.get(key);
        if (known != null) {
            return known;
        }
        var roots = facts.stream().filter(Relevance::root).toList();
        var found = of(members(roots));
        if (byRoots.size() >= MOST) {
            byRoots.clear();
        }
        byRoots.put(key, found);
        return found;
    }

    /** All that can be told of the roots, with nothing in it that only the facts know: there are as many as the rules' constants make. */
    private List<String> key(List<Fact> facts) {
        var key = new ArrayList<String>(named.size() + 1);
        for (var fact : facts) {
            if (Relevance.root(fact)) {
                key.add(fact.getClass().getSimpleName());
                named.forEach((component, values) -> key.add(Relevance.component(fact, component)
                        .filter(values::contains)
                        .orElse(OTHER)));
            }
        }
        return key;
    }

    private BitSet members(List<Fact> roots) {
        var members = new BitSet(rules.size());
        for (var number = 0; number < rules.size(); number++) {
            members.set(number, rules.get(number).relevance().possible(roots));
        }
        return members;
    }

    private Partition of(BitSet members) {
        if (byMembers.size() >= MOST) {
            byMembers.clear();
        }
        return byMembers.computeIfAbsent(members, this::partition);
    }

    /** All rules. */
    Partition whole() {
        var members = new BitSet(rules.size());
        members.set(0, rules.size());
        return of(members);
    }

    /** One rule alone; not kept. */
    Partition alone(ParsedRule rule) {
        var members = new BitSet(rules.size());
        members.set(rules.indexOf(rule));
        return partition(members);
    }

    private Partition partition(BitSet members) {
        var some = members.stream().mapToObj(rules::get).collect(Collectors.toSet());
        var files = some.stream().map(rule -> rule.ref().file()).collect(Collectors.toCollection(TreeSet::new));
        return new Partition(some, files, () -> build.apply(some));
    }

    /** The values of a component of the root fact that rules name. */
    Set<String> named(String component) {
        return Set.copyOf(named.getOrDefault(component, Set.of()));
    }
}
