package io.stagegate.rules.dsl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CalendarTest {
    private static final String BERLIN = "Europe/Berlin";

    @ParameterizedTest
    @CsvSource({
        // Berlin is one hour ahead in winter and two in summer.
        "2026-01-15T20:59:00Z, 22:00, 06:00, false",
        "2026-01-15T21:00:00Z, 22:00, 06:00, true",
        "2026-01-16T04:59:00Z, 22:00, 06:00, true",
        "2026-01-16T05:00:00Z, 22:00, 06:00, false",
        "2026-07-15T20:00:00Z, 22:00, 06:00, true",
        "2026-01-15T11:00:00Z, 12:00, 13:00, true",
        "2026-01-15T12:00:00Z, 12:00, 13:00, false",
        // A Friday, a Sunday, a Monday; then a stretch within the week.
        "2026-01-16T14:59:00Z, Fri 16:00, Mon 08:00, false",
        "2026-01-16T15:00:00Z, Fri 16:00, Mon 08:00, true",
        "2026-01-18T12:00:00Z, Fri 16:00, Mon 08:00, true",
        "2026-01-19T06:59:00Z, friday 16:00, monday 08:00, true",
        "2026-01-19T07:00:00Z, Fri 16:00, Mon 08:00, false",
        "2026-01-14T12:00:00Z, Tue 00:00, Thu 00:00, true",
        "2026-01-15T12:00:00Z, Tue 00:00, Thu 00:00, false"
    })
    void a_moment_lies_in_a_stretch_of_the_day_or_week_where_people_live(
            Instant at, String from, String to, boolean inside) {
        assertThat(Calendar.within(at, BERLIN, from, to)).isEqualTo(inside);
    }

    @ParameterizedTest
    @CsvSource({
        // Half an hour before midnight in Greenwich it is the next day in Berlin.
        "2026-12-17T22:30:00Z, 2026-12-18, 2027-01-03, false",
        "2026-12-17T23:30:00Z, 2026-12-18, 2027-01-03, true",
        "2027-01-03T22:30:00Z, 2026-12-18, 2027-01-03, true",
        "2027-01-03T23:30:00Z, 2026-12-18, 2027-01-03, false",
        "2027-12-20T12:00:00Z, 2026-12-18, 2027-01-03, false",
        "2027-12-20T12:00:00Z, 12-18, 01-03, true",
        "2028-01-03T12:00:00Z, 12-18, 01-03, true",
        "2028-01-04T12:00:00Z, 12-18, 01-03, false",
        "2028-02-29T12:00:00Z, 02-29, 02-29, true"
    })
    void a_moment_lies_on_one_of_some_days(Instant at, String from, String to, boolean inside) {
        assertThat(Calendar.between(at, BERLIN, from, to)).isEqualTo(inside);
    }

    @Test
    void what_is_no_time_is_told() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Calendar.within(Instant.EPOCH, "Mars", "1:00", "2:00"))
                .withMessageContaining("there is no time zone \"Mars\"");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Calendar.within(Instant.EPOCH, BERLIN, "Mon 10:00", "12:00"))
                .withMessageContaining("write a day before both times, or before none");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Calendar.between(Instant.EPOCH, BERLIN, "2026-01-01", "01-02"))
                .withMessageContaining("write a year before both dates, or before none");
    }
}
