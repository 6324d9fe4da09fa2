package io.stagegate.gateway.proof;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * A text with signatures (C2SP signed-note).
 *
 * @param text what is signed; ends with a line end
 * @param signatures at least one
 */
public record SignedNote(String text, List<Line> signatures) {
    private static final String DASH = "\u2014 ";
    private static final int ID_BYTES = 4;
    private static final int MOST = 16;

    public SignedNote {
        signatures = List.copyOf(signatures);
    }

    /** A signature: the name and the id of its key, and Base64 of the signature itself. */
    public record Line(String name, int id, String signature) {}

    public static SignedNote sign(String text, Collection<LogSigner> signers) {
        var bytes = text.getBytes(StandardCharsets.UTF_8);
        return new SignedNote(
                text,
                signers.stream()
                        .map(s -> new Line(
                                s.key().name(),
                                s.key().id(),
                                Base64.getEncoder().encodeToString(s.sign(bytes))))
                        .toList());
    }

    /** @throws IllegalArgumentException if this is no signed note */
    public static SignedNote parse(String note) {
        var end = note.lastIndexOf("\n\n");
        if (end < 0
                || end + 3 > note.length()
                || !note.endsWith("\n")
                || note.chars().anyMatch(c -> c < ' ' && c != '\n')) {
            throw new IllegalArgumentException(
                    "this is no signed note: text, an empty line and signatures are expected");
        }
        var lines = new ArrayList<Line>();
        for (var line : note.substring(end + 2, note.length() - 1).split("\n", -1)) {
            lines.add(line(line));
        }
        if (lines.size() > MOST) {
            throw new IllegalArgumentException("the note has more than " + MOST + " signatures");
        }
        return new SignedNote(note.substring(0, end + 1), lines);
    }

    private static Line line(String line) {
        var parts = line.startsWith(DASH) ? line.substring(DASH.length()).split(" ", -1) : new String[0];
        if (parts.length != 2 || !LogKey.isName(parts[0])) {
            throw new IllegalArgumentException("the line \"" + line + "\" of the note is no signature");
        }
        var bytes = ByteBuffer.wrap(Base64.getDecoder().decode(parts[1]));
        if (bytes.remaining() <= ID_BYTES) {
            throw new IllegalArgumentException("a signature of the note is too short");
        }
        var id = bytes.getInt();
        var signature = new byte[bytes.remaining()];
        bytes.get(signature);
        return new Line(parts[0], id, Base64.getEncoder().encodeToString(signature));
    }

    /** One of the keys that has signed it; empty where none of them has, or a signature of one of them is wrong. */
    public Optional<LogKey> signedBy(Collection<LogKey> keys) {
        var bytes = text.getBytes(StandardCharsets.UTF_8);
        var found = Optional.<LogKey>empty();
        for (var line : signatures) {
            var key = keys.stream()
                    .filter(k -> k.name().equals(line.name()) && k.id() == line.id())
                    .findFirst();
            if (key.isPresent()) {
                if (!key.get().signed(bytes, Base64.getDecoder().decode(line.signature()))) {
                    return Optional.empty();
                }
                found = found.or(() -> key);
            }
        }
        return found;
    }

    @Override
    public String toString() {
        return text + "\n" + signatures.stream().map(SignedNote::written).collect(Collectors.joining());
    }

    private static String written(Line line) {
        var signature = Base64.getDecoder().decode(line.signature());
        var bytes = ByteBuffer.allocate(ID_BYTES + signature.length)
                .putInt(line.id())
                .put(signature);
        return DASH + line.name() + " " + Base64.getEncoder().encodeToString(bytes.array()) + "\n";
    }
}
