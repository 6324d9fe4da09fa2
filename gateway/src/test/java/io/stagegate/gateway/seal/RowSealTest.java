package io.stagegate.gateway.seal;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Seals of rows, as keys come and go. */
class RowSealTest {
    private static final byte[] OLD = new byte[32];
    private static final byte[] NEW = "another key, which has 32 bytes.".getBytes(StandardCharsets.UTF_8);

    private static RowSeal with(byte[]... keys) {
        return new RowSeal(new SealingKeys(List.of(keys)));
    }

    @Test
    void what_the_key_before_the_new_one_has_sealed_still_fits_until_that_is_gone() {
        var sealed = with(OLD).seal("a row");

        assertThat(with(NEW, OLD).fits(sealed, "a row")).isTrue();
        assertThat(with(NEW).fits(sealed, "a row")).isFalse();
        assertThat(with(NEW, OLD).fits(sealed, "another row")).isFalse();
    }

    @Test
    void the_new_key_seals() {
        var sealed = with(NEW, OLD).seal("a row");

        assertThat(with(NEW).fits(sealed, "a row")).isTrue();
        assertThat(with(OLD).fits(sealed, "a row")).isFalse();
    }
}
