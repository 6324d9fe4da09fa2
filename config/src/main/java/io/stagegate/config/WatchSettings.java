package io.stagegate.config;

import io.stagegate.core.decision.Quorum;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * What keeps the gateway from going round in circles where it puts back by itself what was promoted, and whom it asks.
 *
 * @param guard how long it does not go back to a version that a restore has itself taken away from the target
 * @param restoresPerDay how often it puts something back in a target within a day
 * @param ask who has to approve where rules want people asked
 * @param files how old what is known of the files of what serves may be
 */
public record WatchSettings(Duration guard, int restoresPerDay, Ask ask, Duration files) {
    /** A day, three times, one approval of anybody within four hours, and ten minutes. */
    public static final WatchSettings DEFAULT = new WatchSettings(
            Duration.ofHours(24), 3, new Ask(List.of(Quorum.ANYONE), 1, Duration.ofHours(4)), Duration.ofMinutes(10));

    /**
     * Who has to approve.
     *
     * @param from of which groups; {@link Quorum#ANYONE} alone is any known person
     * @param approvals how many people
     * @param within how long they have
     */
    public record Ask(List<String> from, int approvals, Duration within) {
        public Ask {
            from = List.copyOf(from);
        }
    }

    static Optional<WatchSettings> read(Value value) {
        return value.section().map(section -> {
            var guard = section.get("guard", DEFAULT.guard(), v -> v.as(Durations::parse));
            var restores = section.get("restoresPerDay", DEFAULT.restoresPerDay(), v -> v.as(WatchSettings::count));
            var ask = section.get("ask", DEFAULT.ask(), WatchSettings::ask);
            var files = section.get("files", DEFAULT.files(), v -> v.as(text -> files(Durations.parse(text))));
            section.close();
            return new WatchSettings(guard, restores, ask, files);
        });
    }

    private static Duration files(Duration time) {
        if (time.compareTo(Duration.ofSeconds(1)) < 0 || time.compareTo(Duration.ofDays(1)) > 0) {
            throw new IllegalArgumentException("files are listed again after 1s to 1d; write a time such as 10m");
        }
        return time;
    }

    private static int count(String text) {
        if (!text.matches("[0-9]{1,3}")) {
            throw new IllegalArgumentException("\"" + text
                    + "\" is no number of restores; write 0 to 999, where with 0 nothing is put back without a person");
        }
        return Integer.parseInt(text);
    }

    private static Optional<Ask> ask(Value value) {
        return value.section().map(section -> {
            var from = section.get("from", DEFAULT.ask().from(), WatchSettings::groups);
            var approvals =
                    section.get("approvals", DEFAULT.ask().approvals(), v -> v.as(PolicySettings.Approval::count));
            var within = section.get(
                    "within",
                    DEFAULT.ask().within(),
                    v -> v.as(text -> HoldsSettings.checkRatify(Durations.parse(text))));
            section.close();
            return new Ask(from, approvals, within);
        });
    }

    private static Optional<List<String>> groups(Value value) {
        if (value.isText()) {
            return value.as(text -> text.equals(Quorum.ANYONE) ? text : Person.checkGroup(text))
                    .map(List::of);
        }
        return value.isEmptyList()
                ? value.wrong("nobody could approve; write the groups who may, such as [on-call], or \"*\" for anybody")
                : Optional.of(value.list(Person::checkGroup));
    }
}
