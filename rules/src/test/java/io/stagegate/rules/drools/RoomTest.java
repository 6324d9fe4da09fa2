package io.stagegate.rules.drools;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RoomTest {
    @TempDir
    private Path group;

    private void file(String name, String text) throws IOException {
        Files.writeString(group.resolve(name), text);
    }

    @Test
    void a_group_may_have_what_it_has_not_yet_and_what_it_only_remembers() throws IOException {
        file("memory.max", "1000\n");
        file("memory.current", "900\n");
        file("memory.stat", "anon 500\ninactive_file 300\nactive_file 100\n");

        assertThat(Room.group(group)).hasValue(400);
    }

    @Test
    void a_group_without_a_limit_says_nothing() throws IOException {
        file("memory.max", "max\n");
        file("memory.current", "900\n");

        assertThat(Room.group(group)).isEmpty();
        assertThat(Room.group(group.resolve("none"))).isEmpty();
    }

    @Test
    void nothing_has_room_for_everything() {
        assertThat(Room.has(0)).isTrue();
        assertThat(Room.has(Long.MAX_VALUE)).isFalse();
    }
}
