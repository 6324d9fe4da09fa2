package io.stagegate.benchmarks.micro;

import static org.assertj.core.api.Assertions.assertThat;

import io.stagegate.core.platform.Recognition;
import org.junit.jupiter.api.Test;

class RecogniseBenchmarkTest {

    @Test
    void the_mix_holds_something_of_most_kinds() {
        var adapter = RecogniseBenchmark.adapter();
        var kinds = RecogniseBenchmark.heads().stream()
                .<Class<?>>map(head -> adapter.recognise(head).getClass())
                .toList();

        assertThat(kinds)
                .contains(
                        Recognition.PassThrough.class,
                        Recognition.NeedsBody.class,
                        Recognition.ArtifactWrite.class,
                        Recognition.Unrecognised.class);
        assertThat(kinds.stream().filter(Recognition.PassThrough.class::equals)).hasSize(12);
    }
}
