package io.stagegate.gateway.proof;

import io.stagegate.core.json.JsonValue;
import io.stagegate.core.json.JsonValue.JsonNumber;
import io.stagegate.core.json.JsonValue.JsonObject;
import io.stagegate.core.json.JsonValue.JsonString;
import io.stagegate.gateway.json.MalformedJsonException;
import io.stagegate.gateway.json.StrictJson;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** A line of an export, read. A record is not parsed: what is checked of it is its bytes. */
sealed interface ExportLine {

    /** The first line. */
    record First(ExportForm.Head head) implements ExportLine {}

    /** A checkpoint between records. */
    record Signed(String note) implements ExportLine {}

    /**
     * A record.
     *
     * @param leaf hash of its bytes; empty where it is not there any more
     */
    record Recorded(long index, Hash hash, List<Hash> path, Optional<Hash> leaf) implements ExportLine {
        public Recorded {
            path = List.copyOf(path);
        }
    }

    /** Something else. */
    record Unreadable(String why) implements ExportLine {}

    static ExportLine read(byte[] line) {
        var cursor = new Cursor(line);
        try {
            return cursor.next("{\"index\":") ? recorded(cursor) : other(line);
        } catch (IllegalArgumentException | MalformedJsonException e) {
            return new Unreadable(String.valueOf(e.getMessage()));
        }
    }

    private static ExportLine recorded(Cursor cursor) {
        var index = cursor.number();
        cursor.expect(",\"hash\":\"");
        var hash = Hash.parse(cursor.until('"'));
        var path = new ArrayList<Hash>();
        if (cursor.next(",\"proof\":[")) {
            while (!cursor.next("]")) {
                cursor.expect(path.isEmpty() ? "\"" : ",\"");
                path.add(Hash.parse(cursor.until('"')));
            }
        }
        if (cursor.next(",\"record\":")) {
            return new Recorded(index, hash, path, Optional.of(cursor.rest()));
        }
        cursor.end();
        return new Recorded(index, hash, path, Optional.empty());
    }

    private static ExportLine other(byte[] line) throws MalformedJsonException {
        var json = StrictJson.parse(line);
        var note = json.text("checkpoint")
                .orElseThrow(() -> new IllegalArgumentException("it is neither a record nor a checkpoint"));
        if (json.text("stagegate").isEmpty()) {
            return new Signed(note);
        }
        var form = number(json, "form");
        if (!json.text("stagegate").equals(Optional.of(ExportForm.SORT)) || form != ExportForm.VERSION) {
            throw new IllegalArgumentException("it is of a form that this version does not know");
        }
        var keys = json.items("keys").stream()
                .map(k -> k instanceof JsonString(var text) ? text : "")
                .toList();
        return new First(new ExportForm.Head(keys, number(json, "from"), number(json, "to"), note));
    }

    private static long number(JsonValue json, String name) {
        if (json instanceof JsonObject object && object.member(name).orElse(json) instanceof JsonNumber(var literal)) {
            return Long.parseLong(literal);
        }
        throw new IllegalArgumentException("it has no " + name);
    }

    /** A place in a line. */
    final class Cursor {
        private static final int DIGITS = 18;

        private final byte[] line;
        private int at;

        private Cursor(byte[] line) {
            this.line = line;
        }

        private boolean next(String text) {
            var bytes = text.getBytes(StandardCharsets.US_ASCII);
            var end = at + bytes.length;
            if (end > line.length || !Arrays.equals(line, at, end, bytes, 0, bytes.length)) {
                return false;
            }
            at = end;
            return true;
        }

        private void expect(String text) {
            if (!next(text)) {
                throw new IllegalArgumentException("at character " + (at + 1) + ", " + text + " is expected");
            }
        }

        private String until(char end) {
            var from = at;
            while (at < line.length && line[at] != end) {
                at++;
            }
            at++;
            return new String(line, from, Math.min(at, line.length + 1) - 1 - from, StandardCharsets.US_ASCII);
        }

        private long number() {
            var from = at;
            while (at < line.length && line[at] >= '0' && line[at] <= '9') {
                at++;
            }
            if (at == from || at - from > DIGITS || (line[from] == '0' && at - from > 1)) {
                throw new IllegalArgumentException("there is no index");
            }
            return Long.parseLong(new String(line, from, at - from, StandardCharsets.US_ASCII));
        }

        /** The hash of what is left but the last brace. */
        private Hash rest() {
            if (line.length <= at || line[line.length - 1] != '}') {
                throw new IllegalArgumentException("the line is cut off");
            }
            return Hash.ofLeaf(line, at, line.length - 1 - at);
        }

        private void end() {
            if (at != line.length - 1 || line[at] != '}') {
                throw new IllegalArgumentException("the line does not end behind its hash");
            }
        }
    }
}
