package io.stagegate.gateway.seal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class CredentialSealTest {
    private final CredentialSeal seal = new CredentialSeal(keys(0));

    private static SealingKeys keys(int... first) {
        return new SealingKeys(Arrays.stream(first)
                .mapToObj(f -> {
                    var key = new byte[32];
                    key[0] = (byte) f;
                    return key;
                })
                .toList());
    }

    @Test
    void what_was_sealed_is_opened_for_the_same_hold_only() {
        var sealed = seal.seal("h-1", "Basic YW5uOnB3");

        assertThat(seal.open("h-1", sealed)).isEqualTo("Basic YW5uOnB3");
        assertThatThrownBy(() -> seal.open("h-2", sealed)).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void every_byte_counts_and_nothing_of_it_is_readable() {
        var sealed = seal.seal("h-1", "Basic YW5uOnB3");

        assertThat(new String(sealed, StandardCharsets.ISO_8859_1)).doesNotContain("YW5u");
        for (var i = 0; i < sealed.length; i++) {
            var changed = Arrays.copyOf(sealed, sealed.length);
            changed[i] ^= 1;
            assertThatThrownBy(() -> seal.open("h-1", changed)).isInstanceOf(IllegalStateException.class);
        }
    }

    @Test
    void the_same_credential_is_never_sealed_the_same_twice() {
        assertThat(seal.seal("h-1", "x")).isNotEqualTo(seal.seal("h-1", "x"));
    }

    @Test
    void another_key_opens_nothing() {
        assertThatThrownBy(() -> new CredentialSeal(keys(1)).open("h-1", seal.seal("h-1", "x")))
                .hasMessageContaining("not in sealingKey any more");
        assertThatThrownBy(() -> new SealingKeys(List.of(new byte[16]))).hasMessageContaining("needs 32");
    }

    @Test
    void a_new_key_seals_and_the_one_before_it_still_opens() {
        var before = seal.seal("h-1", "x");
        var rotated = new CredentialSeal(keys(1, 0));

        assertThat(rotated.open("h-1", before)).isEqualTo("x");
        assertThat(new CredentialSeal(keys(1)).open("h-1", rotated.seal("h-1", "y")))
                .isEqualTo("y");
    }

    @Test
    void what_seals_rows_is_not_what_seals_credentials() {
        var row = new RowSeal(keys(1, 0));

        assertThat(row.fits(row.seal("said"), "said")).isTrue();
        assertThat(row.fits(new RowSeal(keys(0)).seal("said"), "said")).isTrue();
        assertThat(row.fits(row.seal("said"), "else")).isFalse();
        assertThat(row.fits(new RowSeal(keys(2)).seal("said"), "said")).isFalse();
        assertThat(keys(0).sealing("AES", "one").secret())
                .isNotEqualTo(keys(0).sealing("AES", "other").secret());
    }
}
