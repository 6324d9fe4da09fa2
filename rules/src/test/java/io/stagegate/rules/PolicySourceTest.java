package io.stagegate.rules;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What belongs to a set, wherever its files lie. */
class PolicySourceTest {
    @TempDir
    private Path home;

    private Path set(String name) throws IOException {
        var directory = home.resolve(name);
        var inner = Files.createDirectories(directory.resolve("production"));
        Files.writeString(directory.resolve(PolicySource.MANIFEST), "name: a\ndefault: deny\n");
        Files.writeString(inner.resolve("a.drl"), "");
        Files.writeString(inner.resolve("notes.txt"), "");
        return directory;
    }

    @Test
    void a_link_to_a_directory_is_read_as_the_directory() throws Exception {
        var directory = set("v1");
        var link = Files.createSymbolicLink(home.resolve("current"), directory);

        assertThat(PolicySource.read(link)).isEqualTo(PolicySource.read(directory));
        assertThat(PolicySource.read(link).files()).containsOnlyKeys(PolicySource.MANIFEST, "production/a.drl");
    }

    @Test
    void what_is_mounted_as_links_into_a_hidden_directory_is_read_once() throws Exception {
        var directory = set("v1");
        var mounted = Files.createDirectories(home.resolve("mounted"));
        Files.move(directory, mounted.resolve("..2026_01"));
        Files.createSymbolicLink(mounted.resolve("..data"), Path.of("..2026_01"));
        Files.createSymbolicLink(mounted.resolve(PolicySource.MANIFEST), Path.of("..data", PolicySource.MANIFEST));
        Files.createSymbolicLink(mounted.resolve("production"), Path.of("..data", "production"));

        assertThat(PolicySource.read(mounted).files()).containsOnlyKeys(PolicySource.MANIFEST, "production/a.drl");
    }
}
