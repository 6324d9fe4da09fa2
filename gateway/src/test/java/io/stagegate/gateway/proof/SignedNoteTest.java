package io.stagegate.gateway.proof;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Signed notes and checkpoints in the form of C2SP; the first vector is that of the notes' own documentation. */
class SignedNoteTest {
    private static final String KEY = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW";
    private static final String SECRET = "AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz";
    private static final String TEXT = """
            If you think cryptography is the answer to your problem,
            then you don't know what your problem is.
            """;
    private static final String NOTE = TEXT
            + "\n\u2014 PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n";

    private static final LogSigner OTHER = LogSigner.of("log.example/audit", new byte[32]);

    private static LogSigner signer() {
        var typed = Base64.getDecoder().decode(SECRET);
        return LogSigner.of("PeterNeumann", Arrays.copyOfRange(typed, 1, typed.length));
    }

    @Test
    void the_published_note_is_checked_and_made() {
        var note = SignedNote.parse(NOTE);

        assertThat(note.signedBy(List.of(LogKey.parse(KEY)))).contains(LogKey.parse(KEY));
        assertThat(note.toString()).isEqualTo(NOTE);
        assertThat(signer().key().toString()).isEqualTo(KEY);
        assertThat(SignedNote.sign(TEXT, List.of(signer())).toString()).isEqualTo(NOTE);
    }

    @Test
    void what_was_changed_or_signed_by_another_is_not_good() {
        var key = List.of(LogKey.parse(KEY));

        assertThat(SignedNote.parse(NOTE.replace("your problem,", "our problem,"))
                        .signedBy(key))
                .isEmpty();
        assertThat(SignedNote.sign(TEXT, List.of(OTHER)).signedBy(key)).isEmpty();
        assertThat(SignedNote.parse(NOTE).signedBy(List.of())).isEmpty();
        // Of several signatures those of unknown keys do not count, and a wrong one of a known key is not made up for.
        var both = SignedNote.sign(TEXT, List.of(OTHER, signer()));
        assertThat(both.signedBy(key)).contains(signer().key());
        var wrong = new SignedNote(
                TEXT.replace("you ", "we "), SignedNote.parse(NOTE).signatures());
        var mixed = SignedNote.sign(wrong.text(), List.of(OTHER)).signatures().getFirst();
        var note =
                new SignedNote(wrong.text(), List.of(mixed, wrong.signatures().getFirst()));
        assertThat(note.signedBy(List.of(OTHER.key(), signer().key()))).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "no signature\n",
                "text\n\n",
                "text\n\nx08go PeterNeumann\n",
                "text\n\n\u2014 PeterNeumann\n",
                "text\n\n\u2014 PeterNeumann x08g\n",
                "text\n\n\u2014 Peter+Neumann x08go/ZJkuBS9UG/\n",
                "te\txt\n\n\u2014 PeterNeumann x08go/ZJkuBS9UG/\n",
                "text\n\n\u2014 PeterNeumann x08go/ZJkuBS9UG/",
            })
    void what_is_no_note_is_refused(String text) {
        assertThatThrownBy(() -> SignedNote.parse(text)).isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "PeterNeumann",
                "PeterNeumann+c74f20a3+",
                "PeterNeumann+c74f20a4+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW",
                "PeterNeuman+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW",
                "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TX",
                "PeterNeumann+c74f20a3+AhpcBGZcnVXDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW",
            })
    void what_is_no_key_is_refused(String text) {
        assertThatThrownBy(() -> LogKey.parse(text)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void a_checkpoint_is_three_lines() {
        var checkpoint = new Checkpoint("log.example/audit", 0, Hash.EMPTY);

        assertThat(checkpoint.text()).isEqualTo("log.example/audit\n0\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n");
        assertThat(Checkpoint.parse(checkpoint.text())).isEqualTo(checkpoint);
        assertThat(Checkpoint.parse(checkpoint.text() + "extension\n")).isEqualTo(checkpoint);
        for (var wrong : List.of(
                "\n0\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n",
                "log\n01\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n",
                "log\n-1\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n",
                "log\n1\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFV=\n",
                "log\n1\n47DEQpj8HBSa\n",
                "log\n1\n")) {
            assertThatThrownBy(() -> Checkpoint.parse(wrong)).isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    void keys_that_are_followed_by_newer_ones_check_what_is_signed_meanwhile() {
        var older = LogKeys.of("log", List.of(new byte[32]));
        var newer = new byte[32];
        newer[0] = 1;
        var both = LogKeys.of("log", List.of(newer, new byte[32]));
        var note = both.sign(new Checkpoint("log", 1, Hash.EMPTY));

        assertThat(older.haveSigned(note)).isTrue();
        assertThat(note.signedBy(older.verifiers())).isPresent();
        assertThat(both.allHaveSigned(note)).isTrue();
        assertThat(both.allHaveSigned(older.sign(new Checkpoint("log", 1, Hash.EMPTY))))
                .isFalse();
        assertThat(LogKeys.of("log", List.of(newer)).haveSigned(older.sign(new Checkpoint("log", 1, Hash.EMPTY))))
                .isFalse();
        // The same key under another origin.
        assertThat(LogKeys.of("renamed", List.of(new byte[32])).haveSigned(note))
                .isTrue();
    }
}
