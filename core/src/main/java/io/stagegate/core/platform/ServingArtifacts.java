package io.stagegate.core.platform;

import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Where the artifacts lie that serve governed environments, as of one inventory of the upstream.
 *
 * <p>A place is text of the adapter's own making, with {@code /} between segments, such as {@code artifacts:1/models/m-1}.
 * A write touches a root if its place is the root, lies below it or contains it.
 */
public final class ServingArtifacts {
    private final Map<String, String> roots;

    /** @param roots what serves from there, by place; the text is shown to people */
    public ServingArtifacts(Map<String, String> roots) {
        this.roots = Collections.unmodifiableMap(new TreeMap<>(roots));
    }

    /** What would be touched by a write, as people write it: the first of them. */
    public Optional<String> touchedBy(Recognition.ArtifactWrite write) {
        return write.places().stream()
                .flatMap(place -> roots.entrySet().stream()
                        .filter(root -> within(place, root.getKey()) || within(root.getKey(), place)))
                .map(Map.Entry::getValue)
                .findFirst();
    }

    public Map<String, String> roots() {
        return roots;
    }

    private static boolean within(String place, String root) {
        return place.equals(root) || place.startsWith(root.endsWith("/") ? root : root + "/");
    }
}
