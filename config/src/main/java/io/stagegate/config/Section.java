package io.stagegate.config;

import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.yaml.snakeyaml.error.Mark;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.ScalarNode;

/** A group of keys: hands out what is asked for, and {@link #close} complains of what nobody asked for. */
final class Section {
    private final Mark mark;
    private final Map<String, Member> members = new LinkedHashMap<>();
    private final String path;
    private final Problems problems;
    private final Set<String> asked = new LinkedHashSet<>();

    private record Member(Mark key, Value value) {}

    private Section(Mark mark, String path, Problems problems) {
        this.mark = mark;
        this.path = path;
        this.problems = problems;
    }

    /** The keys of a mapping; of a key that is written twice, the first. */
    static Section of(MappingNode mapping, String path, Problems problems) {
        var section = new Section(mapping.getStartMark(), path, problems);
        for (var entry : mapping.getValue()) {
            var key = entry.getKeyNode();
            if (!(key instanceof ScalarNode scalar) || Value.isNothing(key)) {
                problems.add(key.getStartMark(), path, "a key must be a word");
                continue;
            }
            var name = scalar.getValue();
            var earlier = section.members.get(name);
            if (earlier == null) {
                var value = new Value(entry.getValueNode(), section.path(name), problems);
                section.members.put(name, new Member(key.getStartMark(), value));
            } else {
                problems.add(
                        key.getStartMark(),
                        section.path(name),
                        "this key stands in line " + (earlier.key().getLine() + 1) + " already; delete one of them");
            }
        }
        return section;
    }

    String path() {
        return path;
    }

    boolean has(String key) {
        return members.containsKey(key);
    }

    /** A value that may be absent. */
    Optional<Value> value(String key) {
        asked.add(key);
        return Optional.ofNullable(members.get(key)).map(Member::value);
    }

    /** What is made of a value; the default where it is absent or wrong, and in the latter case there is a problem. */
    <T> T get(String key, T otherwise, Function<Value, Optional<T>> read) {
        return value(key).flatMap(read).orElse(otherwise);
    }

    /** What is made of a value that must not be absent. */
    <T> Optional<T> need(String key, String example, Function<Value, Optional<T>> read) {
        var value = value(key);
        if (value.isEmpty()) {
            problems.add(mark, path(key), "missing; write " + key + ": " + example);
        }
        return value.flatMap(read);
    }

    /** A list that may be absent. */
    <T> List<T> list(String key, Function<String, T> make) {
        return value(key).map(v -> v.list(make)).orElse(List.of());
    }

    /** All values, where the keys are names that the file gives. */
    Map<String, Value> named() {
        asked.addAll(members.keySet());
        var named = new LinkedHashMap<String, Value>();
        members.forEach((name, member) -> named.put(name, member.value()));
        return named;
    }

    /** Complains of keys that nobody asked for. */
    void close() {
        members.forEach((name, member) -> {
            if (!asked.contains(name)) {
                problems.add(member.key(), path(name), "unknown key; " + Words.choose(name, asked));
            }
        });
    }

    private String path(String key) {
        return path.isEmpty() ? key : path + "." + key;
    }
}
