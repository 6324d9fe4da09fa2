package io.stagegate.config;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.yaml.snakeyaml.DumperOptions.ScalarStyle;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;
import org.yaml.snakeyaml.nodes.Tag;

/**
 * One value of the file. It is read as what is wanted of it, and what it is not is a problem. Texts are the file's own: a
 * password {@code 0123} stays one.
 */
record Value(Node node, String path, Problems problems) {
    private static final String STANDARD_TAGS = "tag:yaml.org,2002:";

    Value {
        problems.place(path, node.getStartMark());
    }

    /** A text that no environment variable is put into. */
    Optional<String> text() {
        return as(Function.identity());
    }

    /** A text, and what is made of it. What the function refuses is a problem here. */
    <T> Optional<T> as(Function<String, T> make) {
        return literal().flatMap(text -> {
            if (text.contains("${")) {
                return wrong(
                        "${...} is replaced in passwords, tokens, secrets and the sealing key only; write the value itself");
            }
            return problems.attempt(path, () -> make.apply(text));
        });
    }

    /** A secret, its environment variables and files looked up. */
    Optional<Secret> secret(Secrets secrets) {
        return literal().flatMap(text -> problems.attempt(path, () -> secrets.resolve(text)));
    }

    /**
     * One secret, or a list of them while one replaces another.
     *
     * @param check what each has to be like, by an exception that says so
     */
    List<Secret> secrets(Secrets secrets, UnaryOperator<Secret> check) {
        return (isText() ? List.of(this) : items())
                .stream()
                        .flatMap(v ->
                                v.secret(secrets).flatMap(s -> problems.attempt(v.path, () -> check.apply(s))).stream())
                        .toList();
    }

    Optional<Boolean> flag() {
        return text().flatMap(text -> switch (text) {
            case "true" -> Optional.of(true);
            case "false" -> Optional.of(false);
            default -> wrong("\"" + text + "\" is neither true nor false; write one of them");
        });
    }

    /** One of some words. */
    <T> Optional<T> oneOf(Map<String, T> words) {
        return text().flatMap(text -> {
            var meant = words.get(text);
            return meant == null
                    ? wrong("\"" + text + "\" is unknown; " + Words.choose(text, words.keySet()))
                    : Optional.of(meant);
        });
    }

    /** The elements of a list; none where it is something else. */
    List<Value> items() {
        if (node instanceof SequenceNode sequence) {
            var nodes = sequence.getValue();
            return IntStream.range(0, nodes.size())
                    .mapToObj(i -> new Value(nodes.get(i), path + "[" + i + "]", problems))
                    .toList();
        }
        wrong("this is " + kind() + ", where a list is wanted; write it in brackets: [...], or [] for none");
        return List.of();
    }

    /** What is made of each element of a list. What cannot be made is left out. */
    <T> List<T> list(Function<String, T> make) {
        return items().stream().flatMap(v -> v.as(make).stream()).toList();
    }

    Optional<Section> section() {
        if (node instanceof MappingNode mapping) {
            return Optional.of(Section.of(mapping, path, problems));
        }
        return wrong("this is " + kind() + ", where keys with values are wanted; write { key: value }");
    }

    boolean isEmptyList() {
        return node instanceof SequenceNode sequence && sequence.getValue().isEmpty();
    }

    boolean isText() {
        return node instanceof ScalarNode && !isNothing();
    }

    /** Says that this is wrong. */
    <T> Optional<T> wrong(String message) {
        problems.add(node.getStartMark(), path, message);
        return Optional.empty();
    }

    private Optional<String> literal() {
        if (isNothing()) {
            return wrong("there is no value; write one, or delete the line");
        }
        if (!(node instanceof ScalarNode scalar)) {
            return wrong("this is " + kind() + ", where one value is wanted");
        }
        if (!scalar.getTag().getValue().startsWith(STANDARD_TAGS)) {
            return wrong("the tag " + scalar.getTag().getValue() + " means nothing here; delete it");
        }
        return Optional.of(scalar.getValue());
    }

    private boolean isNothing() {
        return isNothing(node);
    }

    static boolean isNothing(Node node) {
        return node instanceof ScalarNode scalar
                && scalar.getTag().equals(Tag.NULL)
                && scalar.getScalarStyle() == ScalarStyle.PLAIN;
    }

    private String kind() {
        return switch (node) {
            case MappingNode _ -> "a group of keys";
            case SequenceNode _ -> "a list";
            default -> isNothing() ? "nothing" : "a single value";
        };
    }
}
