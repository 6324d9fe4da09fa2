package io.stagegate.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TargetTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "registry/fraud@champion",
                "registry/fraud:Production",
                "registry/fraud:latest",
                "registry/fraud/3",
                "registry/fraud",
                "registry/team:fraud@champion",
                "registry/team:fraud:latest",
                "registry/team:fraud/3"
            })
    void what_is_written_is_read_again(String text) {
        assertThat(Target.parse(text)).hasToString(text);
    }

    @Test
    void a_target_has_its_parts() {
        assertThat(Target.parse("registry/team:fraud@champion"))
                .isEqualTo(new Target("registry", "team", "fraud", new Slot.Alias("champion")));
        assertThat(Target.parse("registry/fraud:Production"))
                .isEqualTo(new Target("registry", "", "fraud", new Slot.Stage("Production")));
        assertThat(Target.parse("registry/fraud:latest").slot()).isEqualTo(new Slot.Latest());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "fraud",
                "fraud@champion",
                "/fraud",
                "registry/",
                "registry/@champion",
                "registry/fraud@",
                "registry/:x"
            })
    void what_is_none_is_told_how_to_write_one(String text) {
        assertThatThrownBy(() -> Target.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("write a target as upstream/model@alias");
    }
}
