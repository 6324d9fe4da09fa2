package io.stagegate.gateway.proof;

import java.util.regex.Pattern;

/**
 * What a log commits itself to when it signs: so many records, and no others (C2SP tlog-checkpoint).
 *
 * @param origin which log it is of
 * @param size how many leaves
 * @param root of the tree of these leaves
 */
public record Checkpoint(String origin, long size, Hash root) {
    private static final Pattern SIZE = Pattern.compile("0|[1-9][0-9]{0,17}");

    /** The text that is signed. */
    public String text() {
        return origin + "\n" + size + "\n" + root + "\n";
    }

    /** @throws IllegalArgumentException if the text is no checkpoint */
    public static Checkpoint parse(String text) {
        var lines = text.split("\n", -1);
        // Lines behind the third are for extensions, which say nothing of the tree.
        if (lines.length < 4 || lines[0].isEmpty() || !SIZE.matcher(lines[1]).matches()) {
            throw new IllegalArgumentException("this is no checkpoint: origin, size and root are expected");
        }
        return new Checkpoint(lines[0], Long.parseLong(lines[1]), Hash.parse(lines[2]));
    }

    /** What a signed note says. */
    public static Checkpoint of(SignedNote note) {
        return parse(note.text());
    }
}
