package io.stagegate.config;

import io.stagegate.config.Consistency.Flaw;
import io.stagegate.config.Consistency.Placed;
import io.stagegate.core.platform.UpstreamSettings.Environment;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Reads which changes groups may review, one group after another. */
final class GroupReader {
    private record Risk(Optional<Integer> atLeast, Optional<Integer> below) {
        static final Risk ANY = new Risk(Optional.empty(), Optional.empty());
    }

    private final Problems problems;
    private final List<Group> groups = new ArrayList<>();
    private final List<Placed<String>> names = new ArrayList<>();
    private final List<Placed<String>> environments = new ArrayList<>();

    GroupReader(Problems problems) {
        this.problems = problems;
    }

    List<Group> read() {
        return groups;
    }

    void read(Value value) {
        value.section().ifPresent(this::read);
    }

    private void read(Section section) {
        var name = section.need("name", "risk", v -> v.as(Person::checkGroup));
        var limited = section.value("environments").map(this::environments).orElse(List.of());
        var models = section.list("models", Group::pattern);
        var risk = section.get("risk", Risk.ANY, v -> v.section().map(GroupReader::risk));
        section.close();
        name.ifPresent(n -> names.add(new Placed<>(section.path() + ".name", n)));
        // What is wrong so far would only be complained of once more.
        name.filter(_ -> problems.none())
                .flatMap(n -> problems.attempt(
                        section.path(), () -> new Group(n, Set.copyOf(limited), models, risk.atLeast(), risk.below())))
                .ifPresent(groups::add);
    }

    private List<String> environments(Value value) {
        return value.items().stream()
                .flatMap(v -> v.text().stream().peek(e -> environments.add(new Placed<>(v.path(), e))))
                .toList();
    }

    private static Risk risk(Section section) {
        var risk = new Risk(
                section.value("atLeast").flatMap(v -> v.as(Group::score)),
                section.value("below").flatMap(v -> v.as(Group::score)));
        section.close();
        return risk;
    }

    /** What groups owe one another and the upstreams. */
    void check(List<Upstream> upstreams) {
        problems.addAll(flaws(names, environments, problems.none() ? upstreams : List.of()));
    }

    /** The same of groups that are made otherwise. */
    static List<Flaw> flaws(List<Group> groups, List<Upstream> upstreams) {
        var named =
                Consistency.placed("groups", groups.stream().map(Group::name).toList());
        var limited = groups.stream()
                .flatMap(g -> g.environments().stream().sorted().map(e -> new Placed<>("groups: " + g.name(), e)))
                .toList();
        return flaws(named, limited, upstreams);
    }

    /** No group is there twice, and every environment is one of some upstream. */
    private static List<Flaw> flaws(
            List<Placed<String>> names, List<Placed<String>> environments, List<Upstream> upstreams) {
        var known = upstreams.stream()
                .flatMap(u -> u.environments().stream())
                .map(Environment::name)
                .collect(Collectors.toSet());
        var unknown = environments.stream()
                .filter(e -> !known.isEmpty() && !known.contains(e.value()))
                .map(e -> new Flaw(
                        e.path(),
                        "no upstream has an environment \"" + e.value() + "\"; " + Words.choose(e.value(), known)));
        return Stream.concat(Consistency.names(names).stream(), unknown).toList();
    }
}
