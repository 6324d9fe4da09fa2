package io.stagegate.gateway.hold;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class CredentialSealTest {
    private final CredentialSeal seal = new CredentialSeal(new byte[32]);

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
        var other = new byte[32];
        other[0] = 1;

        assertThatThrownBy(() -> new CredentialSeal(other).open("h-1", seal.seal("h-1", "x")))
                .isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> new CredentialSeal(new byte[16])).hasMessageContaining("needs 32");
    }
}
