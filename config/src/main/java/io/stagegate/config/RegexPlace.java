package io.stagegate.config;

/** Tells where in a regular expression of RE2 a value means only itself once it is quoted. */
final class RegexPlace {
    private final String before;
    private int at;

    private RegexPlace(String before) {
        this.before = before;
    }

    /** Whether the end of the beginning of an expression is such a place. */
    static boolean isOpen(String before) {
        return new RegexPlace(before).read();
    }

    private boolean read() {
        while (at < before.length()) {
            var whole =
                    switch (before.charAt(at)) {
                        case '\\' -> escaped();
                        case '[' -> skipClass();
                        case '{' -> skipTo("}", at + 1);
                        case '(' -> !before.startsWith("(?", at) ? skip(1) : flags();
                        default -> skip(1);
                    };
            if (!whole) {
                return false;
            }
        }
        return true;
    }

    private boolean skip(int many) {
        at += many;
        return true;
    }

    private boolean escaped() {
        if (at + 1 >= before.length()) {
            return false;
        }
        return switch (before.charAt(at + 1)) {
            case 'Q' -> skipTo("\\E", at + 2);
            // A number or a name may go on behind it.
            case 'x', 'p', 'P', '0', '1', '2', '3', '4', '5', '6', '7' -> at + 4 <= before.length() && skip(2);
            default -> skip(2);
        };
    }

    private boolean skipTo(String end, int from) {
        var found = before.indexOf(end, from);
        at = found + end.length();
        return found >= 0;
    }

    /** A bracket that comes first in a class is a member of it. */
    private boolean skipClass() {
        at++;
        if (before.startsWith("^", at)) {
            at++;
        }
        var first = at;
        while (at < before.length()) {
            if (before.startsWith("[:", at) && before.indexOf(":]", at) >= 0) {
                at = before.indexOf(":]", at) + 2;
            } else if (before.charAt(at) == '\\') {
                at += 2;
            } else if (before.charAt(at++) == ']' && at - 1 > first) {
                return true;
            }
        }
        return false;
    }

    private boolean flags() {
        for (at += 2; at < before.length(); at++) {
            if (":)>".indexOf(before.charAt(at)) >= 0) {
                return skip(1);
            }
        }
        return false;
    }
}
