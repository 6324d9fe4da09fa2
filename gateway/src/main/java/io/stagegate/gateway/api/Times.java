package io.stagegate.gateway.api;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.regex.Pattern;

/** Times as RFC 3339 has them, with any offset that it allows. */
final class Times {
    // A plus that was not escaped in a query arrives as a blank; nothing else of a time is one there.
    private static final Pattern FORM =
            Pattern.compile("([0-9]{4}-[0-9]{2}-[0-9]{2})[Tt ]([0-9]{2}:[0-9]{2}:[0-9]{2})(\\.[0-9]{1,9})?[0-9]*"
                    + "(?:[Zz]|([+ -])([01][0-9]|2[0-3]):([0-5][0-9]))");

    /** Later than all that is recorded. */
    static final Instant END = Instant.parse("9999-12-31T23:59:59Z");

    private Times() {}

    /** @throws DateTimeException if the text is no time of RFC 3339 */
    static Instant parse(String text) {
        var form = FORM.matcher(text);
        if (!form.matches()) {
            throw new DateTimeException(text + " is no time of RFC 3339, such as 2026-01-31T09:00:00Z");
        }
        var fraction = form.group(3) == null ? "" : form.group(3);
        var here = LocalDateTime.parse(form.group(1) + "T" + form.group(2) + fraction);
        if (form.group(4) == null) {
            return here.toInstant(ZoneOffset.UTC);
        }
        var offset = Duration.ofHours(Long.parseLong(form.group(5))).plusMinutes(Long.parseLong(form.group(6)));
        return here.toInstant(ZoneOffset.UTC).plus(form.group(4).equals("-") ? offset : offset.negated());
    }
}
