package io.stagegate.rules;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitOption;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.StreamSupport;

/**
 * The text of a policy set: everything that its meaning depends on, in a form that can be stored and built again.
 *
 * @param files contents by path within the set, with {@code /}
 */
public record PolicySource(SortedMap<String, String> files) {
    /** The file that names the set. */
    public static final String MANIFEST = "policy.yaml";

    /** How the names of files with tests end. */
    public static final String TESTS = ".test.yaml";

    /** How the names of files end with facts that tests have in common. */
    public static final String FACTS = ".facts.yaml";

    private static final List<String> ENDINGS = List.of(".drl", TESTS, FACTS);

    public PolicySource {
        files = Collections.unmodifiableSortedMap(new TreeMap<>(files));
    }

    /** A set from its files. */
    public static PolicySource of(Map<String, String> files) {
        return new PolicySource(new TreeMap<>(files));
    }

    /**
     * Reads a directory: its {@value #MANIFEST}, and every {@code .drl} with its tests below it.
     *
     * @throws PolicyException if there is no such directory or no manifest in it
     */
    public static PolicySource read(Path directory) throws PolicyException {
        if (!Files.isRegularFile(directory.resolve(MANIFEST))) {
            throw new PolicyException(List.of(new Diagnostic(
                    Mistake.NO_SET,
                    MANIFEST,
                    1,
                    1,
                    "there is no policy set here",
                    "write the path of a directory that has a " + MANIFEST)));
        }
        var files = new TreeMap<String, String>();
        try {
            for (var file : paths(directory).entrySet()) {
                files.put(file.getKey(), Files.readString(file.getValue()));
            }
        } catch (IOException | UncheckedIOException e) {
            throw new PolicyException(List.of(new Diagnostic(
                    Mistake.NO_SET, MANIFEST, 1, 1, "the policy set cannot be read: " + e.getMessage(), "")));
        }
        return new PolicySource(files);
    }

    /**
     * Where the files of a directory's set lie, by their names within it. Links are followed, and what begins with a dot is left
     * out: where a set is mounted its files may be links into such a directory, which is then put in the place of another.
     */
    public static SortedMap<String, Path> paths(Path directory) throws IOException {
        var root = directory.toRealPath();
        var found = new TreeMap<String, Path>();
        try (var walk = Files.walk(root, FileVisitOption.FOLLOW_LINKS)) {
            for (var file : walk.filter(f -> !hidden(root.relativize(f))).toList()) {
                var name = root.relativize(file).toString().replace('\\', '/');
                if (belongs(name) && Files.isRegularFile(file)) {
                    found.put(name, file);
                }
            }
        }
        return found;
    }

    private static boolean hidden(Path relative) {
        return StreamSupport.stream(relative.spliterator(), false)
                .anyMatch(part -> part.toString().startsWith("."));
    }

    /** Whether a file of that name within a set is a part of it. */
    public static boolean belongs(String name) {
        return name.equals(MANIFEST) || ENDINGS.stream().anyMatch(name::endsWith);
    }

    /** The set's version: {@code sha256:} over every path and content, each with its length. */
    public String digest() {
        try {
            var digest = MessageDigest.getInstance("SHA-256");
            files.forEach((path, content) -> {
                for (var text : List.of(path, content)) {
                    var bytes = text.getBytes(StandardCharsets.UTF_8);
                    digest.update((bytes.length + ":").getBytes(StandardCharsets.UTF_8));
                    digest.update(bytes);
                }
            });
            return "sha256:" + HexFormat.of().formatHex(digest.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    /** The files with tests alone. */
    public List<String> tests() {
        return files.keySet().stream().filter(name -> name.endsWith(TESTS)).toList();
    }

    /** The DRL files alone. */
    public SortedMap<String, String> drl() {
        var out = new TreeMap<>(files);
        out.keySet().removeIf(name -> !name.endsWith(".drl"));
        return out;
    }
}
