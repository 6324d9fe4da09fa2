package io.stagegate.rules;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** The page of the facts says what the facts are. With {@code -Dstagegate.facts.write=true} it is written anew. */
class FactsPageTest {
    private static final Path PAGE = Path.of("../docs/policies/facts.md");

    @Test
    void the_page_is_what_the_sources_say() throws IOException {
        if (Boolean.getBoolean("stagegate.facts.write")) {
            Files.writeString(PAGE, FactsPage.text());
        }
        assertThat(Files.readString(PAGE)).isEqualTo(FactsPage.text());
    }
}
