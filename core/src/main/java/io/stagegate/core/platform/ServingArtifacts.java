package io.stagegate.core.platform;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Where the artifacts lie that serve governed environments or are held to do so, model by model, as of one inventory of the
 * upstream.
 *
 * <p>A place is text of the adapter's own making, with {@code /} between segments, such as {@code artifacts:1/models/m-1}.
 * A write touches a root if its place is the root, lies below it or contains it.
 *
 * @param models what serves of each model; those of which nothing serves may be absent
 */
public record ServingArtifacts(Map<Model, Serving> models) {
    /** Nothing serves, as far as is known. */
    public static final ServingArtifacts NONE = new ServingArtifacts(Map.of());

    public ServingArtifacts {
        models = Map.copyOf(models);
    }

    /**
     * A model of one upstream.
     *
     * @param workspace the platform's tenant; empty for the default one
     * @param name the model's name
     */
    public record Model(String workspace, String name) {}

    /**
     * What serves of a model.
     *
     * @param print changes whenever what serves of it changes; by it the adapter knows what it need not ask for again
     * @param roots what is done from there, by place, in words that follow 'these artifacts': {@code serve
     *     registry/fraud@champion}
     * @param served its governed targets that serve something, and what
     */
    public record Serving(String print, Map<String, String> roots, List<Served> served) {
        public Serving {
            roots = Map.copyOf(roots);
            served = List.copyOf(served);
        }
    }

    /** A target serves something in an environment. */
    public record Served(String environment, TargetState state) {}

    /** What all governed targets serve that serve something. */
    public Stream<Served> served() {
        return models.values().stream().flatMap(serving -> serving.served().stream());
    }

    /** What would be touched by a write, as people write it: one of them. */
    public Optional<String> touchedBy(Recognition.ArtifactWrite write) {
        return models.values().stream()
                .flatMap(serving -> serving.roots().entrySet().stream())
                .filter(root -> write.places().stream()
                        .anyMatch(place -> within(place, root.getKey()) || within(root.getKey(), place)))
                .map(Map.Entry::getValue)
                .findFirst();
    }

    /** The same with what was found out anew of some models. */
    public ServingArtifacts with(Set<Model> asked, Map<Model, Serving> found) {
        var out = new LinkedHashMap<>(models);
        out.keySet().removeAll(asked);
        out.putAll(found);
        return new ServingArtifacts(out);
    }

    private static boolean within(String place, String root) {
        return place.equals(root) || place.startsWith(root.endsWith("/") ? root : root + "/");
    }
}
