package io.stagegate.gateway.edge;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/**
 * A request target in its one canonical form, which is both what is matched and what is forwarded (RFC 3986 section 6).
 * Percent-encoded unreserved characters are decoded and hexadecimal digits upper case; whatever servers read differently is
 * refused: other forms than origin-form, dot segments, empty segments, encoded slashes and control characters.
 *
 * @param path begins with a slash
 * @param query without the question mark; empty where there is none
 */
record CanonicalTarget(String path, String query) {
    private static final String UNRESERVED_MARKS = "-._~";
    private static final String PATH_MARKS = "!$&'()*+,=:@";
    private static final String QUERY_MARKS = PATH_MARKS + ";/?[]{}|^`\"<>";
    private static final int LONGEST = 8_192;

    /** The canonical form of a request line's target. */
    static CanonicalTarget of(String target) throws BadRequestException {
        if (target.length() > LONGEST) {
            throw new BadRequestException(414, "the request target is longer than " + LONGEST + " characters");
        }
        if (!target.startsWith("/")) {
            throw new BadRequestException("the request target must be a path: " + printable(target));
        }
        var mark = target.indexOf('?');
        var path = mark < 0 ? target : target.substring(0, mark);
        return new CanonicalTarget(path(path), mark < 0 ? "" : query(target.substring(mark + 1)));
    }

    /** The path with its query. */
    String target() {
        return query.isEmpty() ? path : path + "?" + query;
    }

    private static String path(String raw) throws BadRequestException {
        var out = new StringBuilder(raw.length());
        var decoded = new ByteArrayOutputStream();
        for (var i = 0; i < raw.length(); i++) {
            var c = raw.charAt(i);
            if (c == '%') {
                var value = hex(raw, i);
                decoded.write(value);
                out.append(pathByte(value, raw));
                i += 2;
            } else if (c == '/' || unreserved(c) || PATH_MARKS.indexOf(c) >= 0) {
                decoded.write(c);
                out.append(c);
            } else {
                throw new BadRequestException(
                        "the path has a character that must be percent-encoded: " + printable(raw));
            }
        }
        checkUtf8(decoded.toByteArray(), raw);
        checkSegments(out.toString());
        return out.toString();
    }

    private static String pathByte(int value, String raw) throws BadRequestException {
        if (value < 0x20 || value == 0x7f || value == '/' || value == '\\' || value == '%') {
            throw new BadRequestException(
                    "the path has an encoded slash, percent or control character: " + printable(raw));
        }
        return value < 0x80 && unreserved((char) value) ? String.valueOf((char) value) : "%%%02X".formatted(value);
    }

    private static void checkSegments(String path) throws BadRequestException {
        var segments = path.substring(1).split("/", -1);
        for (var i = 0; i < segments.length; i++) {
            if (segments[i].equals(".") || segments[i].equals("..")) {
                throw new BadRequestException("the path has a dot segment: " + path);
            }
            if (segments[i].isEmpty() && i < segments.length - 1) {
                throw new BadRequestException("the path has an empty segment: " + path);
            }
        }
    }

    private static String query(String raw) throws BadRequestException {
        for (var i = 0; i < raw.length(); i++) {
            var c = raw.charAt(i);
            if (c == '%') {
                hex(raw, i);
                i += 2;
            } else if (!unreserved(c) && QUERY_MARKS.indexOf(c) < 0) {
                throw new BadRequestException("the query has a character that must be percent-encoded");
            }
        }
        return raw;
    }

    private static int hex(String raw, int at) throws BadRequestException {
        if (at + 2 < raw.length()) {
            var high = Character.digit(raw.charAt(at + 1), 16);
            var low = Character.digit(raw.charAt(at + 2), 16);
            if (high >= 0 && low >= 0) {
                return high * 16 + low;
            }
        }
        throw new BadRequestException(
                "the target has a percent sign without two hexadecimal digits: " + printable(raw));
    }

    private static void checkUtf8(byte[] bytes, String raw) throws BadRequestException {
        try {
            StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes));
        } catch (CharacterCodingException e) {
            throw new BadRequestException("the path is not UTF-8: " + printable(raw));
        }
    }

    private static boolean unreserved(char c) {
        return c < 0x80 && (Character.isLetterOrDigit(c) || UNRESERVED_MARKS.indexOf(c) >= 0);
    }

    /** A text in which everything but plain ASCII is a question mark, for messages and logs. */
    static String printable(String text) {
        return text.substring(0, Math.min(200, text.length())).replaceAll("[^\\x21-\\x7e]", "?");
    }
}
