package io.stagegate.gateway.store;

import io.stagegate.gateway.journal.Records.BadCursorException;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Base64;

/** Where a part of a list ends, as text that means nothing to whoever passes it on. */
final class Cursors {
    private Cursors() {}

    /** A place in a list that is ordered by time and id. */
    record Position(OffsetDateTime time, String id) {}

    /** A place in the audit: the transaction that wrote a record, and the record's id. */
    record Place(String transaction, long id) {}

    static String of(String first, String second) {
        var text = first + " " + second;
        return Base64.getUrlEncoder().withoutPadding().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    static Position position(String cursor) {
        var parts = decoded(cursor);
        try {
            return new Position(Sql.time(Instant.parse(parts[0])), parts[1]);
        } catch (DateTimeException e) {
            throw new BadCursorException(cursor);
        }
    }

    static Place place(String cursor) {
        var parts = decoded(cursor);
        try {
            return new Place(Long.toUnsignedString(Long.parseUnsignedLong(parts[0])), Long.parseLong(parts[1]));
        } catch (NumberFormatException e) {
            throw new BadCursorException(cursor);
        }
    }

    /** A place in a list of targets by name. */
    static String name(String cursor) {
        return name("target", cursor);
    }

    /** A place in a list that is ordered by time and number. */
    record Numbered(OffsetDateTime time, long id) {}

    static Numbered numbered(String cursor) {
        var position = position(cursor);
        try {
            return new Numbered(position.time(), Long.parseLong(position.id()));
        } catch (NumberFormatException e) {
            throw new BadCursorException(cursor);
        }
    }

    /** A place in a list whose members have ids. */
    static String name(String list, String cursor) {
        var parts = decoded(cursor);
        if (!parts[0].equals(list)) {
            throw new BadCursorException(cursor);
        }
        return parts[1];
    }

    /** A place in a list whose members have numbers. */
    static int number(String list, String cursor) {
        try {
            return Integer.parseInt(name(list, cursor));
        } catch (NumberFormatException e) {
            throw new BadCursorException(cursor);
        }
    }

    private static String[] decoded(String cursor) {
        try {
            var parts = new String(Base64.getUrlDecoder().decode(cursor), StandardCharsets.UTF_8).split(" ", 2);
            if (parts.length == 2) {
                return parts;
            }
        } catch (IllegalArgumentException e) {
            throw new BadCursorException(cursor);
        }
        throw new BadCursorException(cursor);
    }
}
