package io.stagegate.it.documentation;

import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/** {@code docker-compose.yml}, read. */
record Compose(Map<String, Object> tree) {

    static Compose read() throws IOException {
        var options = new LoaderOptions();
        options.setAllowDuplicateKeys(false);
        Map<String, Object> tree = new Yaml(new SafeConstructor(options))
                .load(Files.readString(Document.ROOT.resolve("docker-compose.yml")));
        return new Compose(tree);
    }

    Map<String, Object> section(String name) {
        return map(tree.getOrDefault(name, Map.of()));
    }

    Set<String> services() {
        return section("services").keySet();
    }

    Map<String, Object> service(String name) {
        return map(section("services").getOrDefault(name, Map.of()));
    }

    /** A list of a service; for a mapping its keys. */
    List<String> list(String service, String key) {
        return switch (service(service).getOrDefault(key, List.of())) {
            case List<?> list -> list.stream().map(String::valueOf).toList();
            case Map<?, ?> map -> map.keySet().stream().map(String::valueOf).toList();
            case Object other -> List.of(String.valueOf(other));
        };
    }

    /** Everything that services list under a key. */
    Set<String> used(String key) {
        var out = new TreeSet<String>();
        services().forEach(s -> out.addAll(list(s, key)));
        return out;
    }

    @SuppressWarnings("unchecked")
    static Map<String, Object> map(Object value) {
        return (Map<String, Object>) value;
    }
}
