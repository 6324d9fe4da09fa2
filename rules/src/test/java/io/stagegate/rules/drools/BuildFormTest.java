package io.stagegate.rules.drools;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class BuildFormTest {
    private static byte[] written(Build build) throws IOException {
        var out = new ByteArrayOutputStream();
        BuildForm.write(build, new DataOutputStream(out));
        return out.toByteArray();
    }

    private static Build read(byte[] bytes) throws IOException {
        return BuildForm.build(new DataInputStream(new ByteArrayInputStream(bytes)));
    }

    @Test
    void what_is_written_is_read() throws IOException {
        var good = (Build.Good) read(written(new Build.Good(Map.of("policies.A", new byte[] {1, 2}))));

        assertThat(good.classes()).containsOnlyKeys("policies.A");
        assertThat(good.classes().get("policies.A")).containsExactly(1, 2);
        assertThat(read(written(new Build.Bad(List.of("ä", ""))))).isEqualTo(new Build.Bad(List.of("ä", "")));
    }

    @Test
    void a_set_is_read_as_it_was() throws IOException {
        var source = Sets.of("rule \"ä\" end\n");
        var out = new ByteArrayOutputStream();
        BuildForm.write(source, new DataOutputStream(out));

        assertThat(BuildForm.source(new DataInputStream(new ByteArrayInputStream(out.toByteArray()))))
                .isEqualTo(source);
    }

    @Test
    void what_breaks_off_or_is_something_else_is_no_build() throws IOException {
        var whole = written(new Build.Bad(List.of("one", "two")));

        for (var end = 0; end < whole.length; end++) {
            var part = Arrays.copyOf(whole, end);
            assertThatThrownBy(() -> read(part)).as("%d bytes", end).isInstanceOf(IOException.class);
        }
        assertThatThrownBy(() -> read("\u0001OpenJDK 64-Bit Server VM warning".getBytes(StandardCharsets.UTF_8)))
                .isInstanceOf(IOException.class);
        assertThatThrownBy(() -> read(new byte[] {1, 0, 0, 0, 1, -1, 0, 0, 0})).isInstanceOf(IOException.class);
    }
}
