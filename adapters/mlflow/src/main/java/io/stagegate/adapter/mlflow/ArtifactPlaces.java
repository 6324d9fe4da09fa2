package io.stagegate.adapter.mlflow;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Where artifacts lie, in the words that a write and an inventory have in common: {@code artifacts:<path>} below the server's
 * artifact root, {@code run:<id>/<path>} below a run's. Compared in lower case, as some stores do not tell cases apart.
 */
final class ArtifactPlaces {
    private static final Pattern WORKSPACE = Pattern.compile("workspaces/[^/]+/(.+)");
    private static final Pattern SERVED = Pattern.compile(
            "(?:mlflow-artifacts:(?://[^/]*)?|https?://[^/]+.*/mlflow-artifacts/artifacts)/+(.+)",
            Pattern.CASE_INSENSITIVE);
    private static final Pattern LOGGED_MODEL = Pattern.compile(".*/models/m-[0-9a-f]+/.*", Pattern.CASE_INSENSITIVE);

    private ArtifactPlaces() {}

    /**
     * What a write to a proxied artifact touches.
     *
     * @param path the path's rest as it stands in the request
     * @return empty where servers may read it in several ways
     */
    static Optional<Set<String>> proxied(String path) {
        return decoded(path).map(plain -> prefixed("artifacts:", variants(plain)));
    }

    /** What {@code upload-artifact?run_uuid=&path=} touches. */
    static Optional<Set<String>> ofRun(String query) {
        var parameters = parameters(query);
        var runs = parameters.getOrDefault("run_uuid", List.of());
        var paths = parameters.getOrDefault("path", List.of());
        if (runs.size() != 1 || paths.size() != 1) {
            return Optional.empty();
        }
        var path = paths.getFirst();
        return unambiguous(path) && unambiguous(runs.getFirst())
                ? Optional.of(Set.of(lower("run:" + runs.getFirst() + "/" + trimmed(path))))
                : Optional.empty();
    }

    /**
     * The roots of a version's artifacts.
     *
     * @param uri where the server says they are
     * @param run the run that made it; empty where none did
     */
    static Set<String> roots(String uri, String run) {
        var out = new TreeSet<String>();
        var served = SERVED.matcher(uri);
        if (served.matches()) {
            Stream.of(served.group(1), decoded(served.group(1)).orElse(served.group(1)))
                    .forEach(path -> out.addAll(prefixed("artifacts:", variants(path))));
        }
        var marker = "/" + run + "/artifacts";
        var at = uri.indexOf(marker);
        if (!run.isEmpty() && at >= 0) {
            out.add(lower("run:" + run + trimmed(uri.substring(at + marker.length()))));
        } else if (!run.isEmpty() && !LOGGED_MODEL.matcher(uri).matches()) {
            out.add(lower("run:" + run));
        }
        return out;
    }

    /** The path of what the server itself serves, below its artifact root; empty where it is elsewhere or may be read in several ways. */
    static Optional<String> served(String uri) {
        var served = SERVED.matcher(uri);
        return served.matches() ? decoded(served.group(1)).map(ArtifactPlaces::trimmed) : Optional.empty();
    }

    private static Optional<String> decoded(String path) {
        try {
            var plain = URLDecoder.decode(path.replace("+", "%2B"), StandardCharsets.UTF_8);
            return unambiguous(plain) ? Optional.of(plain) : Optional.empty();
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    /** Servers decode more than once, and join paths: what could mean another place is not let through. */
    private static boolean unambiguous(String path) {
        return !path.contains("%")
                && !path.contains("\\")
                && !path.contains("\uFFFD")
                && path.chars().noneMatch(Character::isISOControl)
                && !path.startsWith("/")
                && Arrays.stream(trimmed(path).split("/", -1))
                        .noneMatch(s -> s.isEmpty() || s.equals(".") || s.equals(".."));
    }

    private static List<String> variants(String path) {
        var plain = trimmed(path);
        var workspace = WORKSPACE.matcher(plain);
        return workspace.matches() ? List.of(plain, workspace.group(1)) : List.of(plain);
    }

    private static Set<String> prefixed(String prefix, List<String> paths) {
        var out = new TreeSet<String>();
        paths.forEach(path -> out.add(lower(prefix + path)));
        return out;
    }

    private static String trimmed(String path) {
        return path.replaceFirst("/+$", "");
    }

    private static String lower(String text) {
        return text.toLowerCase(Locale.ROOT);
    }

    private static Map<String, List<String>> parameters(String query) {
        var out = new LinkedHashMap<String, List<String>>();
        for (var pair : query.split("&", -1)) {
            var at = pair.indexOf('=');
            if (at > 0) {
                try {
                    var name = URLDecoder.decode(pair.substring(0, at), StandardCharsets.UTF_8);
                    var value = URLDecoder.decode(pair.substring(at + 1), StandardCharsets.UTF_8);
                    out.computeIfAbsent(name, _ -> new ArrayList<>()).add(value);
                } catch (IllegalArgumentException e) {
                    return Map.of();
                }
            }
        }
        return out;
    }
}
