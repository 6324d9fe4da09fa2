package io.stagegate.rules;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
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
        try (var walk = Files.walk(directory)) {
            for (var file : walk.filter(Files::isRegularFile).toList()) {
                var name = directory.relativize(file).toString().replace('\\', '/');
                if (name.equals(MANIFEST) || ENDINGS.stream().anyMatch(name::endsWith)) {
                    files.put(name, Files.readString(file));
                }
            }
        } catch (IOException e) {
            throw new PolicyException(List.of(new Diagnostic(
                    Mistake.NO_SET, MANIFEST, 1, 1, "the policy set cannot be read: " + e.getMessage(), "")));
        }
        return new PolicySource(files);
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
